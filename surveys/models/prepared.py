"""Queries that are composed once: composing one anew takes Django longer than answering it.

For the few that every page of a trial asks, as docs/decisions/0013-what-a-trial-costs.md explains.
Everything else asks as usual.
"""

from collections.abc import Callable, Iterator
from copy import copy
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=Model)


class Prepared(Generic[M]):
    """A query with places for values.

    Parameters
    ----------
    compose : callable
        Makes the queryset from values; it may filter, join by `select_related`, defer and sort.
    *examples : values to make it with, no two alike; what is asked for takes their places
    """

    def __init__(self, compose: Callable[..., QuerySet[M, Any]], *examples: str | int) -> None:
        self._compose, self._examples = compose, examples
        self._composed: _Composed | None = None

    def rows(self, *values: str | int) -> list[M]:
        """What the queryset of these values holds."""
        compiler = self._compiler(values)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        queryset = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(queryset))  # type: ignore[arg-type]

    def tuples(self, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """The same of a queryset of `values_list`, in the order of the model's fields."""
        compiler = self._compiler(values)
        rows: Iterator[tuple[Any, ...]] = compiler.results_iter(tuple_expected=True)
        return rows

    def _compiler(self, values: tuple[str | int, ...]) -> Any:
        if self._composed is None:
            self._composed = _Composed(self._compose(*self._examples))
        return self._composed.asking(dict(zip(self._examples, values, strict=True)))


class _Composed:
    """What is the same each time, in whichever thread."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._params = self._compiler.as_sql()
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)

    def asking(self, values: dict[str | int, str | int]) -> Any:
        """A compiler that need not compile, at this thread's connection."""
        params = tuple(values.get(param, param) for param in self._params)
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: (self._sql, params)
        compiler.get_converters = lambda columns: self._converters
        return compiler
