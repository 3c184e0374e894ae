"""`pmrisk schema`: the scenario's JSON Schema."""

import json

import click

from pmrisk.cli import options
from pmrisk.cli.output import destination


@click.command()
@options.output
@options.json
def schema(output: str | None, as_json: bool) -> None:
    """Print the scenario's JSON Schema, for editors.

    An editor that knows it completes and checks a scenario as it is typed. It is JSON
    with or without --json.

    Example:

    \b
        pmrisk schema -o pmrisk.schema.json
    """
    place = destination(output)
    from pmrisk.read import schema as make_schema

    place.write_json(json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n")
