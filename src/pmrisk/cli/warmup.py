"""`pmrisk warmup`: compile the kernels ahead of the first run."""

import json
import time

import click

from pmrisk.cli import options
from pmrisk.cli.output import Destination


@click.command()
@click.option("--levelled", is_flag=True, help="Compile what --levelled runs, as well.")
@options.json
def warmup(levelled: bool, as_json: bool) -> None:
    """Compile the kernels once, so that the next run starts warm.

    What is compiled is kept on this machine; later calls are quick. Useful in an image
    or in a scheduled job.

    Example:

    \b
        pmrisk warmup
        pmrisk warmup --levelled
    """
    from pmrisk.cli.progress import announce_compiling, levels
    from pmrisk.warmup import warmup as compile_kernels

    begun = time.perf_counter()
    announce_compiling(levelled=levels(levelled), coalitions=True, xray=True)
    compile_kernels(levelled=levelled)
    seconds = time.perf_counter() - begun
    if as_json:
        Destination(None).write_json(json.dumps({"seconds": seconds}) + "\n")
    else:
        Destination(None).write(f"The kernels are compiled ({seconds:.1f} s).\n")
