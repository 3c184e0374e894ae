"""`pmrisk init`: a small scenario, or an empty risk register, to start from."""

import json
import shlex
from pathlib import Path

import click

from pmrisk.cli import options
from pmrisk.cli.output import Destination, create
from pmrisk.errors import OutputError

NAME = "scenario.yaml"


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(), default=".")
@click.option(
    "--register",
    type=click.Path(),
    metavar="FILE.xlsx",
    help="Write an empty risk register there, and no scenario.",
)
@options.json
def init(folder: str, register: str | None, as_json: bool) -> None:
    """Write a small, commented scenario to start from.

    It goes to scenario.yaml in DIR, which is made if it does not exist; without DIR,
    in the current folder. With --register, write a workbook for risks instead, in DIR
    as well, with its headings, lists, hints and an example. No file is overwritten.

    Example:

    \b
        pmrisk init plans
        pmrisk simulate plans/scenario.yaml
        pmrisk init --register plans/register.xlsx
    """
    if register is not None:
        _register(Path(folder) / register, as_json)
        return
    from pmrisk.read import starter

    path = Path(folder) / NAME
    _write(path, starter().encode())
    if as_json:
        Destination(None).write_json(json.dumps({"written": str(path)}) + "\n")
        return
    name = shlex.quote(str(path))
    Destination(None).write(
        f"Wrote {path}. Make it yours in an editor, then:\n"
        f"    pmrisk schedule {name}\n"
        f"    pmrisk simulate {name}\n"
    )


def _register(path: Path, as_json: bool) -> None:
    """Write an empty register and say how a scenario names it."""
    from pmrisk.write.register import empty_register

    if path.suffix.lower() != ".xlsx":
        raise OutputError(f"{path}: must end in .xlsx: a register is a workbook.")
    _write(path, empty_register())
    if as_json:
        Destination(None).write_json(json.dumps({"written": str(path)}) + "\n")
        return
    Destination(None).write(
        f"Wrote {path}. Fill in a row for each risk, then name it in your scenario:\n"
        f"    risks: {{file: {json.dumps(path.name, ensure_ascii=False)}}}\n"
    )


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, data)
    except FileExistsError:
        place = path if path.exists() else path.parent
        raise OutputError(
            f"{place}: already exists. Choose another place, or remove it first."
        ) from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}.") from None
