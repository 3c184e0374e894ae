"""`pmrisk warmup`: compile the kernels ahead of the first run."""

import json
import time

import click

from pmrisk.cli import options
from pmrisk.cli.output import Destination


@click.command()
@options.json
def warmup(as_json: bool) -> None:
    """Compile the kernels once, so that the next run starts warm.

    What is compiled is kept on this machine; later calls are quick. Useful in an image
    or in a scheduled job.

    Example:

    \b
        pmrisk warmup
    """
    from pmrisk.cli.progress import announce_compiling
    from pmrisk.warmup import warmup as compile_kernels

    begun = time.perf_counter()
    announce_compiling(coalitions=True, xray=True)
    compile_kernels()
    seconds = time.perf_counter() - begun
    if as_json:
        Destination(None).write_json(json.dumps({"seconds": seconds}) + "\n")
    else:
        Destination(None).write(f"The kernels are compiled ({seconds:.1f} s).\n")
