"""`pmrisk init`: a small scenario to start from."""

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
@options.json
def init(folder: str, as_json: bool) -> None:
    """Write a small, commented scenario to start from.

    It goes to scenario.yaml in DIR, which is made if it does not exist; without DIR,
    in the current folder. No file is ever overwritten.

    Example:

    \b
        pmrisk init plans
        pmrisk simulate plans/scenario.yaml
    """
    from pmrisk.read import starter

    path = Path(folder) / NAME
    _write(path, starter())
    if as_json:
        Destination(None).write_json(json.dumps({"written": str(path)}) + "\n")
        return
    name = shlex.quote(str(path))
    Destination(None).write(
        f"Wrote {path}. Make it yours in an editor, then:\n"
        f"    pmrisk schedule {name}\n"
        f"    pmrisk simulate {name}\n"
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, text.encode())
    except FileExistsError:
        place = path if path.exists() else path.parent
        raise OutputError(
            f"{place}: already exists. Choose another folder, or remove it first."
        ) from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}.") from None
