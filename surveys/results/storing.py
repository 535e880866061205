"""Frozen dataclasses as JSON text and back, so that what took long is computed once."""

import json
import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from surveys.statistics import Ratings

T = TypeVar("T")


def to_text(value: object) -> str:
    """JSON of a dataclass of numbers, texts, tuples, mappings and further dataclasses.

    nan and infinity are written as Python's json writes them. Of `Ratings` the labels of the
    methods and the scale are kept and no row: pages need what was computed of the answers, not
    the answers.
    """
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False)


def from_text(kind: type[T], text: str) -> T:
    """What `to_text` wrote, as an instance of `kind`.

    Raises
    ------
    ValueError
        If the text is of another kind, or of another version of it.

    Examples
    --------
    >>> from surveys.statistics import Score
    >>> from_text(Score, to_text(Score(50.0, float("nan"), 60.0)))
    Score(value=50.0, low=nan, high=60.0)
    """
    try:
        return cast(T, _restored(kind, json.loads(text)))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is no {kind.__name__} of this version: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Ratings):
        return [list(value.methods), value.scale.lowest, value.scale.highest]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(one)] for key, one in value.items()]
    if isinstance(value, list | tuple | frozenset):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def _restored(kind: Any, data: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _restored(_something(arguments), data)
    if origin is tuple:
        several = len(arguments) == 2 and arguments[1] is Ellipsis
        kinds = arguments[:1] * len(data) if several else arguments
        return tuple(map(_restored, kinds, data))
    if origin is frozenset:
        return frozenset(_restored(arguments[0], one) for one in data)
    if origin is not None:
        key, value = arguments
        return {_restored(key, name): _restored(value, one) for name, one in data}
    return _single(kind, data)


def _single(kind: Any, data: Any) -> Any:
    if kind is Ratings:
        methods, lowest, highest = data
        return Ratings.from_columns(
            [], [], [], [], lowest=lowest, highest=highest, methods_order=methods
        )
    if is_dataclass(kind):
        hints: dict[str, Any] = _hints(cast(Hashable, kind))
        return cast(Any, kind)(
            **{name: _restored(hint, data[name]) for name, hint in hints.items()}
        )
    # Labels that may be anything are texts or numbers here, which JSON gives back as they were.
    return data if kind is Hashable else kind(data)


def _something(kinds: tuple[Any, ...]) -> Any:
    return next(kind for kind in kinds if kind is not types.NoneType)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
