"""How many threads a worker may use."""

import os


def thread_count() -> int:
    """As `OMP_NUM_THREADS` says (cores / workers), else as many as the machine lets this process.

    Raises
    ------
    ValueError
        If the variable is no whole number of at least 1.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if not wanted:
        return _cores()
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ValueError(f"OMP_NUM_THREADS={wanted!r}: use a whole number of at least 1.")
    return int(wanted)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # Linux: also what a container is confined to
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
