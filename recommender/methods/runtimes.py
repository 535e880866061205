"""What can run a network that torch has loaded; imported by workers only.

docs/decisions/0008-inference-runtime.md says what was measured.
"""

import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.cores import thread_count
from recommender.methods.networks import torch


@dataclass(frozen=True)
class Runtime:
    """A network made ready to run.

    Attributes
    ----------
    name : str
        For the log.
    batch : int
        How many pictures it takes at a time, no more and no less.
    run : float32 array (batch, 3, height, width) → float32 array (batch, d)
        May be called by several threads at once, one of the processor's each.
    """

    name: str
    batch: int
    run: Callable[[NDArray[np.float32]], NDArray[np.float32]]


def torch_runtime(module: Any, *, device: str = "cpu", batch: int = 1) -> Runtime:
    """PyTorch as it is, on any device that it knows; the module moves there."""
    module.to(device)

    @torch.inference_mode()
    def run(tensors: NDArray[np.float32]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = (
            module(torch.from_numpy(tensors).to(device)).float().cpu().numpy()
        )
        return rows

    return Runtime(f"torch on {device}", batch, run)


def openvino_runtime(module: Any, shape: Sequence[int], *, batch: int) -> Runtime:
    """Convert a network on the processor, which takes about a second.

    As many pictures or batches run side by side as there are threads, on one thread each: the sums
    are then always made in the same order.

    Parameters
    ----------
    module : torch.nn.Module
    shape : 3, height, width
        Of every picture's tensor.
    batch : int
    """
    # openvino's own Python package reports every import and conversion to its makers over the
    # network, unless the package that sends the reports cannot be found.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    lanes = thread_count()
    compiled = openvino.Core().compile_model(
        _converted(module, [batch, *shape]),
        "CPU",
        {
            # Otherwise some processors compute in bfloat16 or float16.
            "INFERENCE_PRECISION_HINT": "f32",
            "NUM_STREAMS": lanes,
            "INFERENCE_NUM_THREADS": lanes,
            # Two workers would be bound to the same cores.
            "ENABLE_CPU_PINNING": False,
        },
    )
    requests: SimpleQueue[Any] = SimpleQueue()
    for _ in range(lanes):
        requests.put(compiled.create_infer_request())

    def run(tensors: NDArray[np.float32]) -> NDArray[np.float32]:
        request = requests.get()
        try:
            rows: NDArray[np.float32] = request.infer([tensors])[0].copy()
        finally:
            requests.put(request)
        return rows

    return Runtime("OpenVINO", batch, run)


def _converted(module: Any, shape: list[int]) -> Any:
    """The network for tensors of this shape alone."""
    import openvino

    module.to("cpu")
    # What tracing warns of, decisions that depend on the picture, comes out when rows are compared:
    # no picture is as black as the one that is traced.
    with _keeping_the_log(), warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        example = torch.zeros(shape)
        traced = torch.jit.trace(module, example, check_trace=False)
        model = openvino.convert_model(traced, example_input=example)
    model.reshape(shape)
    return model


@contextmanager
def _keeping_the_log() -> Iterator[None]:
    """Where a conversion fails, openvino leaves the whole process silent but for errors."""
    root = logging.getLogger()
    level, filters, handlers = root.level, root.filters[:], root.handlers[:]
    try:
        yield
    finally:
        root.setLevel(level)
        root.filters[:], root.handlers[:] = filters, handlers
