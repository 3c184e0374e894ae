"""Where an activity belongs: its place in the WBS, its codes, user defined fields."""

from pmrisk.model.text import Unreadable
from pmrisk.read.xer.log import Log
from pmrisk.read.xer.projects import Choice
from pmrisk.read.xer.tables import Tables
from pmrisk.read.xer.values import moment_of, name_of, number_of, unlike

#: Levels of the WBS that a path shows; P6 keeps 50 at most.
_DEEPEST = 50


def wbs_paths(tables: Tables, choice: Choice, log: Log) -> dict[str, str | None]:
    """The path of each WBS element by ``wbs_id``, made of names.

    The project's own element is left out of the path of a single project, unless it has
    a summary; it is the short name of each of several. A slash in a name parts nothing,
    so it is a hyphen.
    """
    parents: dict[str, str] = {}
    names: dict[str, str] = {}
    paths: dict[str, str | None] = {}
    siblings: dict[str, set[str]] = {}
    summed = {wbs for wbs, kind in tables["TASK"].columns("wbs_id", "task_type")
              if kind == "TT_WBS"}  # fmt: skip
    for key, project, name, short, root, parent in tables["PROJWBS"].columns(
        "wbs_id", "proj_id", "wbs_name", "wbs_short_name", "proj_node_flag",
        "parent_wbs_id",
    ):  # fmt: skip
        source = choice.sources.get(project)
        if source is None or key in parents:
            continue
        parents[key] = parent
        plain = name_of(name) or name_of(short) or key
        if root == "Y":
            shown = choice.several or key in summed
            paths[key] = _part(source.short_name) if shown else None
        elif "/" in plain:
            log.note(
                "wbs-slash", "converted", "a slash in its name is a hyphen here, where "
                "slashes part levels", "PROJWBS", plain,
            )  # fmt: skip
        beside = siblings.setdefault(parent, set())
        names[key] = unlike(_part(plain), short or key, beside)
    for key in parents:
        _path(key, parents, names, paths)
    return paths


def _part(name: str) -> str:
    return name.replace("/", "-")


def _path(
    key: str, parents: dict[str, str], names: dict[str, str],
    paths: dict[str, str | None],
) -> None:  # fmt: skip
    """Fill in the paths from `key` up to what is known, or to the top."""
    chain: list[str] = []
    while key in parents and key not in paths and key not in chain[-_DEEPEST:]:
        chain.append(key)
        key = parents[key]
    above = paths.get(key)
    for key in reversed(chain):
        deep = above is not None and above.count("/") >= _DEEPEST - 1
        if not deep:
            above = names[key] if above is None else f"{above}/{names[key]}"
        paths[key] = above


def codes_by_task(tables: Tables, log: Log) -> dict[str, dict[str, str]]:
    """Activity codes and user defined fields by ``task_id``; code values are short."""
    found: dict[str, dict[str, str]] = {}
    taken: set[str] = set()
    kinds = {
        key: unlike(_code(name) or key, key, taken)
        for key, name in tables["ACTVTYPE"].columns(
            "actv_code_type_id", "actv_code_type"
        )
    }
    values = {
        key: name_of(short) or name_of(name)
        for key, short, name in tables["ACTVCODE"].columns(
            "actv_code_id", "short_name", "actv_code_name"
        )
    }
    for task, kind, value in tables["TASKACTV"].columns(
        "task_id", "actv_code_type_id", "actv_code_id"
    ):
        if kind in kinds and values.get(value):
            found.setdefault(task, {})[kinds[kind]] = values[value]
    _user_defined(tables, found, taken, log)
    return found


def _code(name: str) -> str:
    """A code's name; rules write it before an equals sign."""
    return name_of(name).replace("=", "-")


def _user_defined(
    tables: Tables, found: dict[str, dict[str, str]], taken: set[str], log: Log
) -> None:
    kinds = {
        key: unlike(_code(label) or _code(name) or key, key, taken)
        for key, table, label, name in tables["UDFTYPE"].columns(
            "udf_type_id", "table_name", "udf_type_label", "udf_type_name"
        )
        if table == "TASK"
    }
    values = {
        key: name_of(short) or name_of(name)
        for key, short, name in tables["UDFCODE"].columns(
            "udf_code_id", "short_name", "udf_code_name"
        )
    }
    for kind, task, text, number, moment, code in tables["UDFVALUE"].columns(
        "udf_type_id", "fk_id", "udf_text", "udf_number", "udf_date", "udf_code_id"
    ):
        if kind not in kinds:
            continue
        value = name_of(text) or _number(number) or _moment(moment)
        value = value or values.get(code, "")
        if value:
            found.setdefault(task, {})[kinds[kind]] = value
        else:
            log.note("empty-udf", "dropped", "has no value", "UDFVALUE", kinds[kind])


def _number(text: str) -> str:
    try:
        value = number_of(text.strip())
    except Unreadable:
        return ""
    return "" if value is None else f"{value:.12g}"


def _moment(text: str) -> str:
    try:
        moment = moment_of(text.strip())
    except Unreadable:
        return ""
    return "" if moment is None else moment.isoformat(timespec="minutes")
