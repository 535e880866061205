"""The decorator of everything here that numba compiles."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_SOURCES = sorted(Path(__file__).parent.glob("*.py"))
_DIGEST = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]


def compiled(function: Function) -> Function:
    """Compile with relaxed float arithmetic; keep the machine code on disk for this very source.

    numba's own cache looks at one file only and would go on using the old machine code of a
    function whose callee, in another file, was changed; so the folder is named after all of them.
    """
    configured = numba.config.CACHE_DIR
    base = Path(configured) if configured else Path(__file__).parent / "__pycache__"
    numba.config.CACHE_DIR = str(base / f"demoshop-{_DIGEST}")
    try:
        decorate = numba.njit(
            cache=True, fastmath=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True
        )
        return cast(Function, decorate(function))
    finally:
        numba.config.CACHE_DIR = configured
