"""Custom fields and outline codes of tasks, by the names that the plan gives them."""

from lxml import etree

from pmrisk.read.mspdi.log import Log
from pmrisk.read.mspdi.values import text

# Values of outline codes stand on one another; no plan's are deeper.
_DEEPEST = 20


class Codes:
    """What the custom fields of a file are called, and what their values mean."""

    def __init__(self, root: etree._Element) -> None:
        self._fields = {
            text(node, "FieldID"): text(node, "Alias") or text(node, "FieldName")
            for node in root.iterfind("ExtendedAttributes/ExtendedAttribute")
        }
        self._lookups: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {}
        for node in root.iterfind("OutlineCodes/OutlineCode"):
            name = text(node, "Alias") or text(node, "FieldName")
            values = {
                text(value, "ValueID"): (
                    text(value, "Value"),
                    text(value, "ParentValueID"),
                )
                for value in node.iterfind("Values/Value")
            }
            self._lookups[text(node, "FieldID")] = name, values

    def of(self, node: etree._Element, at: str, log: Log) -> dict[str, str]:
        """The codes of one task."""
        found: dict[str, str] = {}
        for each in node.iterfind("ExtendedAttribute"):
            name = self._fields.get(text(each, "FieldID"))
            value = text(each, "Value")
            if name and value:
                found[name] = value
            elif value:
                log.note("custom-field", "dropped", "a custom field without a name", at)
        for each in node.iterfind("OutlineCode"):
            name, values = self._lookups.get(text(each, "FieldID"), ("", {}))
            path = _path(text(each, "ValueID"), values)
            if name and path:
                found[name] = path
        return found


def _path(value: str, values: dict[str, tuple[str, str]]) -> str:
    """A value behind those that it stands under: ``Europe.Spain``."""
    parts: list[str] = []
    while value in values and len(parts) < _DEEPEST:
        name, value = values[value]
        parts.append(name)
    return ".".join(reversed(parts))
