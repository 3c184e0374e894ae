"""Compile every kernel once, so that the next run starts warm."""

from dataclasses import replace
from pathlib import Path

from pmrisk import analysis, engine
from pmrisk.kernels import run
from pmrisk.planning import schedule
from pmrisk.read import parse, starter
from pmrisk.simulation import simulate


def needs_compiling() -> bool:
    """Whether no compiled engine lies in this machine's cache yet."""
    index = run.run_batch._cache._cache_file._index_path  # type: ignore[attr-defined]
    return not Path(index).exists()


def warmup() -> None:
    """Run everything once on the small scenario that `pmrisk init` writes."""
    project = parse(starter())
    schedule(project)
    result = simulate(project, iterations=256, threads=1)
    analysis.activity_metrics(result)
    crew = engine.foreman(
        result.network,
        seed=1,
        sampling="monte_carlo",
        iterations=64,
        threads=1,
        plan=result.plan.finish,
        detailed=True,
    )
    # What does not fit is summarised in histograms, by a kernel of its own.
    replace(crew, keep_bytes=0).run(0, 64)
