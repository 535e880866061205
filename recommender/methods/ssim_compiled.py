"""The decorator of everything that numba compiles for SSIM."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_SOURCES = sorted(Path(__file__).parent.glob("ssim_*.py"))
_DIGEST = sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]


def compiled(function: Function) -> Function:
    """Compile for this machine, callable without the interpreter's lock, machine code kept on disk.

    numba's cache looks at the file of the function alone; the parts of these kernels lie in several
    files, so that the folder is named after the content of all of them.
    """
    configured = numba.config.CACHE_DIR
    base = Path(configured) if configured else Path(__file__).parent / "__pycache__"
    numba.config.CACHE_DIR = str(base / f"ssim-{_DIGEST}")
    try:
        return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        numba.config.CACHE_DIR = configured


def inlined(function: Function) -> Function:
    """Compile as a part of those above, into which LLVM inlines it."""
    return cast(Function, numba.njit(nogil=True, error_model="numpy", forceinline=True)(function))
