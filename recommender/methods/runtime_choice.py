"""Which runtime a network gets: the fastest that gives torch's numbers."""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.networks import torch
from recommender.methods.runtimes import Runtime, openvino_runtime, torch_runtime
from recommender.methods.unit_rows import unit_rows

# Transformers gain up to here on one thread of a processor; networks that convolve gain nothing.
TRANSFORMER_BATCH = 8
# What the engine gives a method at a time.
GPU_BATCH = 16
# Between unit rows: a cosine of 1 − 5e-7, where rounding alone makes about 1 − 1e-10.
FARTHEST = 1e-3

logger = logging.getLogger(__name__)


class Differs(Exception):
    """A runtime's numbers are not those of torch on the processor; the text says how."""


def fastest(module: Any, probe: Any) -> Runtime:
    """The first runtime of this machine whose rows are torch's; if none is, torch itself.

    Which one it is does not show in the method's fingerprint: rows differ by rounding, as they do
    between two processors, and by no more than `FARTHEST`. The log says which was taken, and why
    another was not.

    Parameters
    ----------
    module : torch.nn.Module
        On the processor, in evaluation mode.
    probe : tensor (3, height, width)
        A prepared picture; all others have the same shape.
    """
    expected = torch_runtime(module).run(probe[None].numpy())
    for name, make in _candidates(module, probe.shape):
        try:
            runtime = make()
            check(runtime, probe.numpy(), expected)
        except Exception as error:  # a converter fails in any way
            reason = [*str(error).strip().splitlines(), type(error).__name__][0]
            logger.warning("%s does not run this network: %s", name, reason)
        else:
            logger.info("%s runs the network, in batches of %d", name, runtime.batch)
            return runtime
    return torch_runtime(module)


def check(runtime: Runtime, probe: NDArray[np.float32], expected: NDArray[np.float32]) -> None:
    """Compare the rows of a full batch of one picture with one another and with torch's.

    Raises
    ------
    Differs
        If a row depends on its place in the batch, or is farther than `FARTHEST` from torch's.
    """
    rows = runtime.run(np.repeat(probe[None], runtime.batch, axis=0))
    if not (rows == rows[0]).all():
        raise Differs(f"equal pictures get unequal features in a batch of {runtime.batch}")
    distance = np.linalg.norm(unit_rows(rows[:1]) - unit_rows(expected))
    if not distance <= FARTHEST:
        raise Differs(f"its features are {distance:.1g} away from those of torch")


def _candidates(module: Any, shape: Sequence[int]) -> Iterator[tuple[str, Callable[[], Runtime]]]:
    for device, backend in (("cuda", torch.cuda), ("mps", torch.backends.mps)):
        if backend.is_available():
            for batch in (GPU_BATCH, 1):
                yield device, partial(torch_runtime, module, device=device, batch=batch)
    for batch in (1,) if _convolves(module) else (TRANSFORMER_BATCH, 1):
        yield "OpenVINO", partial(openvino_runtime, module, shape, batch=batch)


def _convolves(module: Any) -> bool:
    """Whether there is more than the one convolution that cuts a picture into patches."""
    return sum(isinstance(layer, torch.nn.Conv2d) for layer in module.modules()) > 1
