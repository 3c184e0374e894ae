"""The XML of a plan, parsed without trusting it: no entities, nothing from outside."""

import io

from lxml import etree

from pmrisk.errors import Problem, ScenarioError
from pmrisk.model.text import escaped, quoted

NAMESPACE = "http://schemas.microsoft.com/project"
# Work day by day, which the assignments hold in sum: most of the bytes of many files.
_SKIPPED = "{*}TimephasedData"
_DOCTYPE = (
    "declares a document type (DOCTYPE), which a plan does not need and which can name "
    "other files. Remove the declaration."
)
# What else is written in XML, by the namespace or the name of its root.
_OTHERS = (
    ("primavera", "a plan of Primavera P6", "Export it as XER, or use pmrisk[mpxj]."),
    ("APIBusinessObjects", "a plan of Primavera P6", "Export it as XER, or use pmrisk[mpxj]."),  # noqa: E501
    ("spreadsheet", "a workbook", "Save it as XLSX or CSV."),
    ("html", "a web page", "Save the plan itself."),
)  # fmt: skip


def parsed(raw: bytes, path: str) -> etree._Element:
    """The ``Project`` element of a file, without its time-phased data.

    Raises
    ------
    ScenarioError
        If it is no XML of Microsoft Project, or declares a document type.
    """
    if not raw.strip():
        raise _refused("empty", "is empty. Save the plan again.", path)
    root = _root(raw, path)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("doctype", _DOCTYPE, path)
    _is_a_project(root, path)
    return root


def _root(raw: bytes, path: str) -> etree._Element:
    # The limits of libxml2 stay on: 256 levels, 10 MB a text, no growing entities.
    events = etree.iterparse(
        io.BytesIO(raw), tag=_SKIPPED, resolve_entities=False, no_network=True,
        huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, node in events:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
    except etree.XMLSyntaxError as error:
        # Behind the first comma stand places and options of the parser.
        what = " ".join(str(error.msg).split()).partition(",")[0].rstrip(".")
        if b"<!DOCTYPE" in raw.replace(b"\0", b""):
            raise _refused("doctype", _DOCTYPE, path) from None
        raise _refused(
            "not-xml",
            f"is not XML as it must be ({escaped(what)}). Save the plan again.",
            path,
            error.lineno,
        ) from None
    root = events.root
    assert root is not None
    return root


def _is_a_project(root: etree._Element, path: str) -> None:
    name = etree.QName(root)
    if name.localname == "Project" and name.namespace in (NAMESPACE, None):
        for node in root.iter(etree.Element):
            node.tag = etree.QName(node).localname
        return
    found = f"{name.namespace or ''} {name.localname}".lower()
    for mark, what, remedy in _OTHERS:
        if mark.lower() in found:
            raise _refused(
                "wrong-root", f"is {what}, not of Microsoft Project. {remedy}", path
            )
    raise _refused(
        "wrong-root",
        f"has the root element {quoted(name.localname)}, but a plan of Microsoft "
        f"Project begins with Project. Save it there as XML.",
        path,
        root.sourceline,
    )


def _refused(
    code: str, message: str, path: str, line: int | None = None
) -> ScenarioError:
    return ScenarioError([Problem(code, "", message, path, line)])
