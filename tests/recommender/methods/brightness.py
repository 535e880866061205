"""An ONNX network without weights that takes what is bright for the product.

Written byte by byte as onnx.proto numbers the fields, since the package `onnx` is not needed for
anything else: one node, the mean over the three colours.
"""

from pathlib import Path

FLOAT, INT, INTS = 1, 2, 7


def write_network(path: Path) -> None:
    """As rembg's models: float32 (1, 3, height, width) → float32 (1, 1, height, width)."""
    axes = _bytes(1, b"axes") + _number(8, 1) + _number(20, INTS)
    kept = _bytes(1, b"keepdims") + _number(3, 1) + _number(20, INT)
    node = _bytes(1, b"picture") + _bytes(2, b"found") + _bytes(4, b"ReduceMean")
    node += _bytes(5, axes) + _bytes(5, kept)
    graph = _bytes(1, node) + _bytes(2, b"brightness")
    graph += _bytes(11, _tensor(b"picture", colours=3)) + _bytes(12, _tensor(b"found", colours=1))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 13)))


def _tensor(name: bytes, *, colours: int) -> bytes:
    sides = [_bytes(1, _bytes(2, side)) for side in (b"height", b"width")]
    counts = [_bytes(1, _number(1, count)) for count in (1, colours)]
    tensor = _number(1, FLOAT) + _bytes(2, b"".join(counts + sides))
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    if value < 128:
        return bytes([value])
    return bytes([value & 127 | 128]) + _varint(value >> 7)
