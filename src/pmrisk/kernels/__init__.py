"""The machine: compiled loops over lanes of iterations, arrays in, arrays out.

All kernels share one set of options. `nogil`: threads take batches of tiles. `cache`:
a machine compiles once. `error_model="numpy"`: no branch for a division by zero, so
that loops vectorise; nothing wrong reaches a kernel. No `fastmath`: a NaN stays
visible and the bits stay the same. No `parallel`: threads belong to the foreman. No
wrappers that nothing calls: they cost a third of the compilation.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import IndexDataCacheFile

_HERE = Path(__file__).parent
# Kernels are compiled into each other, and their arguments are laid out elsewhere.
_SOURCES = (
    *sorted(_HERE.glob("*.py")),
    _HERE.parent / "network" / "arrays.py",
    _HERE.parent / "network" / "limits.py",
    _HERE.parent / "network" / "prices.py",
    _HERE.parent / "network" / "weather.py",
    _HERE.parent / "model" / "escalation.py",
    _HERE.parent / "sampling" / "draws.py",
)
_STAMP = sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]

_F = TypeVar("_F", bound=Callable[..., Any])

OPTIONS = {
    "nogil": True,
    "cache": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}


def _compiled(function: _F, **options: Any) -> _F:
    dispatcher: Any = numba.njit(**(OPTIONS | options))(function)  # type: ignore[call-overload]
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return cast(_F, dispatcher)
    # numba looks at one file only when it asks whether its cache is still good; here
    # the name of a cached file says what all of them held.
    cache = dispatcher._cache
    cache._cache_file = IndexDataCacheFile(  # type: ignore[no-untyped-call]
        cache._cache_path, f"{cache._impl.filename_base}-{_STAMP}", _STAMP
    )
    return cast(_F, dispatcher)


def kernel(function: _F) -> _F:
    """`function` compiled when first called, its plain twin kept as ``.py_func``."""
    return _compiled(function)


def inner(function: _F) -> _F:
    """`function` compiled for other kernels only: it has no entry from Python."""
    return _compiled(function, no_cpython_wrapper=True)


def inlined(function: _F) -> _F:
    """`function` for use inside kernels only, written into its caller.

    For functions with one caller: a library of its own would be optimised twice.
    """
    return _compiled(function, inline="always")
