"""Several numbers side by side in the registers of the processor, as a type that numba compiles.

One lane is one picture: a kernel that is written for one pair of pictures works on as many pairs as
there are lanes. LLVM cuts a vector into as many registers as the machine needs (one of AVX-512, two
of AVX2, four of NEON). numba's own loops were left for this because their vectors lie along the
columns of one picture, where the sum over a window moves numbers from lane to lane, and because a
compiler that cannot know that two arrays do not overlap stores and loads what could stay in
registers.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, overload, register_model
from numba.np.arrayobj import make_array
from numpy.typing import NDArray

from recommender.methods.ssim_compiled import inlined

# 64 bytes: a register of AVX-512, and a line of the cache.
BYTES = 64

Code = Callable[[Any, Any, Any, Any], Any]


class Lanes(types.Type):
    """As many numbers of one kind as fill `BYTES`."""

    def __init__(self, element: types.Float) -> None:
        self.element = element
        self.count = BYTES * 8 // element.bitwidth
        super().__init__(name=f"Lanes({element}, {self.count})")


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):
    """An LLVM vector."""

    def __init__(self, manager: Any, kind: Lanes) -> None:
        super().__init__(manager, kind, _vector(kind.element, kind.count))


def _vector(element: types.Float, count: int) -> ir.VectorType:
    number = ir.FloatType() if element == types.float32 else ir.DoubleType()
    return ir.VectorType(number, count)


def _address(context: Any, builder: Any, array: tuple[Any, Any], at: Any, vector: Any) -> Any:
    kind, value = array
    first = builder.gep(make_array(kind)(context, builder, value).data, [at])
    return builder.bitcast(first, vector.as_pointer())


@intrinsic
def load(_: Any, array: types.Array, at: types.Integer) -> tuple[Any, Code]:
    """The numbers of a flat array from `at` on."""
    kind = Lanes(array.dtype)

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vector = context.get_value_type(kind)
        address = _address(context, builder, (signature.args[0], given[0]), given[1], vector)
        return builder.load(address, align=array.dtype.bitwidth // 8, typ=vector)

    return kind(array, types.intp), code


@intrinsic
def store(_: Any, value: Lanes, array: types.Array, at: types.Integer) -> tuple[Any, Code]:
    """Write into a flat array of the same kind of numbers from `at` on."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array_given = (signature.args[1], given[1])
        address = _address(context, builder, array_given, given[2], given[0].type)
        builder.store(given[0], address, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(value, array, types.intp), code


@intrinsic
def add_to(_: Any, totals: types.Array, at: types.Integer, value: Lanes) -> tuple[Any, Code]:
    """Add to the float64 numbers of a flat array from `at` on."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vector = _vector(types.float64, value.count)
        address = _address(context, builder, (signature.args[0], given[0]), given[1], vector)
        narrow = value.element == types.float32
        wide = builder.fpext(given[2], vector) if narrow else given[2]
        total = builder.fadd(builder.load(address, align=8, typ=vector), wide)
        builder.store(total, address, align=8)
        return context.get_dummy_value()

    return types.void(totals, types.intp, value), code


@intrinsic
def spread(_: Any, number: types.Float) -> tuple[Any, Code]:
    """The same number in every lane."""
    kind = Lanes(number)

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vector = context.get_value_type(kind)
        index = ir.IntType(32)
        undefined = ir.Constant(vector, ir.Undefined)
        first = builder.insert_element(undefined, given[0], ir.Constant(index, 0))
        zeros = ir.Constant(ir.VectorType(index, kind.count), None)
        return builder.shuffle_vector(first, first, zeros)

    return kind(number), code


@intrinsic
def fused(_: Any, a: Lanes, b: Lanes, c: Lanes) -> tuple[Any, Code]:
    """a·b + c, rounded once."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vector = given[0].type
        name = f"llvm.fma.v{a.count}f{a.element.bitwidth}"
        kind = ir.FunctionType(vector, [vector, vector, vector])
        return builder.call(builder.module.declare_intrinsic(name, (), kind), given)

    return a(a, a, a), code


def _in_every_lane(operation: Callable[[Any, Any], Any], instruction: str) -> None:
    @intrinsic
    def apply(_: Any, a: Lanes, b: Lanes) -> tuple[Any, Code]:
        def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            return getattr(builder, instruction)(*given)

        return a(a, a), code

    @overload(operation)
    def of_lanes(a: Any, b: Any) -> Any:
        def implementation(a: Any, b: Any) -> Any:
            return apply(a, b)

        return implementation if isinstance(a, Lanes) and a == b else None


_in_every_lane(operator.add, "fadd")
_in_every_lane(operator.sub, "fsub")
_in_every_lane(operator.mul, "fmul")
_in_every_lane(operator.truediv, "fdiv")


@inlined
def aligned(count: int, kind: Any) -> Any:
    """A flat array of zeros whose vectors do not straddle lines of the cache."""
    numbers = np.zeros(count + BYTES // 4, dtype=kind)
    skipped = (-numbers.ctypes.data % BYTES) // numbers.itemsize
    return numbers[skipped : skipped + count]


@inlined
def weave(pictures: NDArray[np.uint8], scale: Any, lanes: int, woven: Any) -> None:
    """Write pictures (n, planes, side, side) into an array (planes, pixels × lanes)."""
    n, planes, side, _ = pictures.shape
    for plane in range(planes):
        for y in range(side):
            for x in range(side):
                at = (y * side + x) * lanes
                for lane in range(n):
                    woven[plane, at + lane] = pictures[lane, plane, y, x] * scale
