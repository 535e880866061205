"""From pictures to unit rows, several pictures side by side; imported by workers only."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.cores import thread_count
from recommender.methods.networks import Network
from recommender.methods.runtime_choice import fastest
from recommender.methods.runtimes import Runtime
from recommender.methods.unit_rows import unit_rows

Tensor = NDArray[np.float32]

# Noise, so that every part of a network has something to do when runtimes are compared.
PROBE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8))


@dataclass(frozen=True)
class Encoder:
    """A network made ready to run, with its own way of preparing a picture.

    Attributes
    ----------
    prepare : RGB image → tensor (3, height, width)
    runtime : Runtime
    """

    prepare: Callable[[Image.Image], Any]
    runtime: Runtime

    @classmethod
    def of(cls, network: Network) -> "Encoder":
        return cls(network.prepare, fastest(network.module, network.prepare(PROBE)))

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Unit rows, float32 (n, d), each the same whatever the pictures beside it.

        While some pictures are in the network, those of the next batch are prepared.
        """
        rows = []
        with ThreadPoolExecutor(thread_count()) as pool:
            # The pool begins in this order, so whoever waits for a tensor waits for one in work.
            for start in range(0, len(pictures), self.runtime.batch):
                batch = pictures[start : start + self.runtime.batch]
                rows.append(pool.submit(self._run, [pool.submit(self._tensor, p) for p in batch]))
        return unit_rows(np.concatenate([row.result() for row in rows]))

    def _tensor(self, picture: Image.Image) -> Tensor:
        tensor: Tensor = self.prepare(picture).numpy()
        return tensor

    def _run(self, tensors: Sequence[Future[Tensor]]) -> NDArray[np.float32]:
        """The rows of at most a batch, which is filled up: its size shows in the last digits."""
        first = tensors[0].result()
        batch = np.zeros((self.runtime.batch, *first.shape), np.float32)
        for row, tensor in zip(batch, tensors, strict=False):
            row[:] = tensor.result()
        return self.runtime.run(batch)[: len(tensors)]
