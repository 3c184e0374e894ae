"""`pmrisk import`: a scenario from a plan that another tool wrote."""

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from pmrisk.cli import options
from pmrisk.cli.output import Destination, destination

if TYPE_CHECKING:
    from pmrisk.cli.options import Reading
    from pmrisk.read.plan import Plan

#: Ranges to begin with, in the call that is proposed next.
_FIRST_RANGE = "0.9,1,1.3"


@click.command("import")
@options.plan
@options.reading
@options.output
@options.json
def import_(file: str, reading: "Reading", output: str | None, as_json: bool) -> None:
    """Make a scenario of a plan from P6, Microsoft Project or a table.

    Reads XER, Microsoft Project XML, CSV, TSV and XLSX, and through the extra
    pmrisk[mpxj] also MPP, P6 XML and the files of many other tools. The scenario goes
    to standard output, or to a file with -o; what was read, converted and dropped is
    told beside it.

    Example:

    \b
        pmrisk import terminal.xer -o terminal.yaml
        pmrisk import hotel.xer --project TOWER -o tower.yaml --json
    """
    from pmrisk.read import open_plan
    from pmrisk.report import imported
    from pmrisk.write import scenario_text

    plan = open_plan(file, **reading)
    place = destination(output, plan.project.inputs)
    name = PurePath(file).name
    if not (as_json and output is None):
        place.write(scenario_text(plan.project, imported.comment(plan, name)))
    if as_json:
        from pmrisk.report.json import dumps

        document = imported.document(plan, name, output)
        Destination(None).write_json(dumps(document))
        return
    _tell(plan, name, file, output)


def _tell(plan: "Plan", name: str, file: str, output: str | None) -> None:
    """The page on stdout, or on stderr where the scenario is there."""
    from pmrisk.report import imported

    stdout = Destination(None)
    page = imported.page(plan, name, stdout.width())
    if output is None:
        click.echo(page, err=True, nl=False)
        return
    written = shlex.quote(output)
    stdout.write(
        f"{page}\nWrote {output}. Next:\n"
        f"  pmrisk schedule {written}\n"
        f"  pmrisk simulate {written} --range {_FIRST_RANGE}\n"
    )
