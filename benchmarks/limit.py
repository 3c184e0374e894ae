"""`limit.c`, compiled where it is run and called with plain arrays."""

import ctypes
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from networks import DAY, LEVELS, Plan

FLAGS = ("-O3", "-march=native", "-ffast-math", "-shared", "-fPIC")
SOURCE = Path(__file__).with_name("limit.c")
BUILD = Path(__file__).with_name("results") / "build"


class Outcome(NamedTuple):
    """What every program of the benchmark returns."""

    finish: NDArray[np.int32]  # int32[n_iter]: working minutes after the start
    cost: NDArray[np.float64]  # float64[n_iter]
    criticality: NDArray[np.float64]  # float64[n_act]
    percentiles: NDArray[np.float64]  # float64[2, n_level]: finish, cost


def outcome(
    finish: NDArray[np.int32],
    cost: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> Outcome:
    """The percentiles of finish and cost belong to the work that is timed."""
    levels = [np.percentile(x, LEVELS, method="inverted_cdf") for x in (finish, cost)]
    return Outcome(finish, cost, counts / len(finish), np.array(levels, np.float64))


class _Plan(ctypes.Structure):
    _fields_ = (
        ("n_act", ctypes.c_int32),
        ("n_tail", ctypes.c_int32),
        *((name, ctypes.c_void_p) for name in ("low", "mode", "high", "rate")),
        ("hash", ctypes.c_void_p),
        *((name, ctypes.c_void_p) for name in ("first", "pred", "kind", "lag")),
        ("tail", ctypes.c_void_p),
        ("base", ctypes.c_double),
        ("key", ctypes.c_uint64),
    )


def compiler() -> str | None:
    """The C compiler of this machine, or None."""
    return shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")


@cache
def library(lanes: int) -> ctypes.CDLL:
    """`limit.c` compiled for tiles of `lanes` iterations."""
    command = compiler()
    assert command is not None
    BUILD.mkdir(parents=True, exist_ok=True)
    target = BUILD / f"limit{lanes}.so"
    subprocess.run(
        [command, *FLAGS, f"-DLANES={lanes}", str(SOURCE), "-o", str(target), "-lm"],
        check=True,
    )
    return ctypes.CDLL(str(target))


def simulate(
    plan: Plan, hashes: NDArray[np.uint64], n_iter: int, *, seed: int = 1, lanes: int
) -> Outcome:
    """Simulate `plan` on one calendar; `hashes` are the streams of its durations."""
    function = library(lanes).simulate
    rate, tail = plan.per_day / DAY, plan.tails
    finish, cost = np.empty(n_iter, np.int32), np.empty(n_iter)
    counts = np.empty(plan.n_act, np.int64)
    arrays = (plan.low, plan.mode, plan.high, rate, hashes)
    links = (plan.first, plan.pred, plan.kind, plan.lag, tail)
    given = _Plan(
        plan.n_act,
        len(tail),
        *(array.ctypes.data for array in (*arrays, *links)),
        float(plan.fixed.sum()),
        seed,
    )
    out = (ctypes.c_void_p(array.ctypes.data) for array in (finish, cost, counts))
    if function(ctypes.byref(given), ctypes.c_int64(n_iter), *out):
        raise MemoryError("limit.c is short of memory")
    return outcome(finish, cost, counts)
