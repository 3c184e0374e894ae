"""A progress bar on stderr that appears once a run takes over a second."""

import sys
import time
from collections.abc import Collection
from types import TracebackType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pmrisk.model.project import Project

_PATIENCE = 1.0


class Bar:
    """Call it with the iterations done and their total (None if unknown)."""

    def __init__(self, doing: str = "simulating") -> None:
        self._doing = doing
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Bar | None":
        return self if sys.stderr.isatty() else None

    def __call__(self, done: int, total: int | None) -> None:
        """Show how far the run is."""
        if self._bar is None:
            if time.monotonic() - self._begun < _PATIENCE:
                return
            self._bar = _make_bar()
            self._bar.start()
            self._task = self._bar.add_task(self._doing, total=total)
        assert self._task is not None
        self._bar.update(self._task, completed=done, total=total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _make_bar() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    return Progress(*columns, TimeElapsedColumn(), console=console, transient=True)


def levels(levelled: bool) -> Collection[bool]:
    """What is compiled for plans that are told with levelling and without."""
    return (False, True) if levelled else (False,)


def announce_compiling(
    project: "Project | None" = None,
    *,
    obeys: bool = True,
    coalitions: bool = False,
    levelled: Collection[bool] = (False,),
    xray: bool = False,
    traces: bool = False,
) -> None:
    """Say why the first run on a machine takes longer."""
    from pmrisk.warmup import needs_compiling

    if needs_compiling(
        project,
        obeys=obeys,
        coalitions=coalitions,
        levelled=levelled,
        xray=xray,
        traces=traces,
    ):
        click.echo(
            "compiling the kernels, once per machine; Ctrl-C waits for it ...",
            err=True,
        )
