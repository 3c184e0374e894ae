"""The work breakdown: paths of names, and the summaries that span them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pmrisk.model.text import Unreadable, shown
from pmrisk.read.tables.drafts import Draft
from pmrisk.read.tables.log import counted
from pmrisk.read.tables.marks import Marks
from pmrisk.read.tables.table import Table
from pmrisk.read.tables.values import number_of

_CODE = re.compile(r"[^\s./\\>|]+(?:\.[^\s./\\>|]+)*\.?")
_SEPARATORS = re.compile(r"\s*[/\\>|]\s*")
_DEEPEST = 30


class _Node(NamedTuple):
    """A row of an outline, how deep it is, and the draft of the row above it."""

    draft: Draft
    depth: int
    parent: Draft | None


def outlined(drafts: Sequence[Draft], table: Table) -> list[Draft]:
    """The drafts with their paths; a row with others below it is a summary."""
    codes = [d.row.text("wbs") for d in drafts]
    if table.has("level"):
        return _summarised(_by_level(drafts), table)
    if _is_outline(codes):
        return _summarised(_by_code(drafts, codes), table)
    dotted = all(_CODE.fullmatch(code) for code in codes if code)
    for each, code in zip(drafts, codes, strict=True):
        if path := _path(code, dotted):
            each.parts["wbs"] = path
    return _with_work(drafts, table)


def _path(code: str, dotted: bool) -> str:
    """A path with slashes, whatever parted its names."""
    if dotted:
        return code.strip(".").replace(".", "/")
    return "/".join(part for part in _SEPARATORS.split(code) if part)


def _is_outline(codes: Sequence[str]) -> bool:
    """Whether each row has a code of its own, some of them below others."""
    given = [code.strip(".") for code in codes if code]
    if len(set(given)) < len(given) or not all(_CODE.fullmatch(c) for c in given):
        return False
    known = set(given)
    return any(c.rpartition(".")[0] in known for c in given if "." in c)


def _by_code(drafts: Sequence[Draft], codes: Sequence[str]) -> list[_Node]:
    bare = [code.strip(".") for code in codes]
    by_code = {code: each for code, each in zip(bare, drafts, strict=True) if code}
    nodes = []
    for code, each in zip(bare, drafts, strict=True):
        depth = code.count(".")
        if depth > _DEEPEST:
            each.row.complain(f"is more than {_DEEPEST} deep", "wbs")
            continue
        above = code.rpartition(".")[0]
        while above and above not in by_code:
            above = above.rpartition(".")[0]
        nodes.append(_Node(each, depth, by_code.get(above)))
    return nodes


def _by_level(drafts: Sequence[Draft]) -> list[_Node]:
    nodes: list[_Node] = []
    above: list[_Node] = []
    for each in drafts:
        level = each.row.read("level", _level)
        depth = _DEEPEST + 1 if level is None else level
        while above and above[-1].depth >= depth:
            above.pop()
        nodes.append(_Node(each, depth, above[-1].draft if above else None))
        if level is not None:
            above.append(nodes[-1])
    return nodes


def _level(cell: object, how: Marks) -> int:
    level = number_of(cell, how, "1")
    if level != int(level) or not 0 <= level <= _DEEPEST:
        raise Unreadable(f"must be a whole number up to {_DEEPEST}, got {shown(cell)}.")
    return int(level)


def _summarised(nodes: Sequence[_Node], table: Table) -> list[Draft]:
    """Names of the summaries above each row as its path."""
    parents = {id(node.parent) for node in nodes if node.parent is not None}
    paths: dict[int, str] = {}
    taken: set[str] = set()
    for each, _, parent in sorted(nodes, key=lambda node: node.depth):
        above = paths.get(id(parent), "")
        if id(each) in parents:
            path = paths[id(each)] = _own_path(each, above, taken)
            taken.add(path)
            each.parts["wbs"] = path
            each.parts["type"] = "summary"
        elif above:
            each.parts["wbs"] = above
    return _with_work([node.draft for node in nodes], table)


def _own_path(each: Draft, above: str, taken: set[str]) -> str:
    name = _SEPARATORS.sub("-", each.parts["name"] or each.id)
    path = f"{above}/{name}" if above else name
    return path if path not in taken else f"{path} ({each.id})"


def _with_work(drafts: Sequence[Draft], table: Table) -> list[Draft]:
    """Without summaries of nothing; a summary has no work of its own."""
    work = {d.parts.get("wbs") for d in drafts if not d.is_summary}
    spanned = {
        "/".join(parts[: k + 1])
        for path in work
        if path
        for parts in [path.split("/")]
        for k in range(len(parts))
    }
    kept = []
    for each in drafts:
        if each.is_summary and each.parts.get("wbs") not in spanned:
            table.log.say(
                "summary", "dropped", "no activity is below this summary",
                each.row.where(),
            )  # fmt: skip
            continue
        kept.append(each)
        if each.is_summary:
            for key in each.parts.keys() - {"id", "name", "type", "wbs", "owner"}:
                del each.parts[key]
    count = sum(each.is_summary for each in kept)
    if count:
        table.log.say(
            "summary", "converted",
            f"summaries ({counted(count, 'row')}) span the activities below them; "
            "their own durations, dates, progress and costs were left out",
        )  # fmt: skip
    return kept
