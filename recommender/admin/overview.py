"""What the page of a catalogue shows of its products and methods."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from recommender import lookup
from recommender.catalogue.notices import LEAST_PRODUCTS
from recommender.external.key import is_external
from recommender.models import Catalogue, Problem, Product, Run
from recommender.precompute.plan import contents_sha256

SAMPLES = 8


@dataclass(frozen=True)
class CategoryRow:
    """A category with how many products it has, and the first of them."""

    name: str
    count: int
    samples: Sequence[Product]

    @property
    def too_small(self) -> bool:
        """Its products can have no full list, so none of them can be a reference."""
        return self.count < LEAST_PRODUCTS


@dataclass(frozen=True)
class MethodRow:
    """A method, the latest run of it, and what went otherwise than planned in that run."""

    state: lookup.MethodState
    progress: lookup.Progress | None
    left_out: int
    original_used: int
    outdated: bool

    @property
    def run(self) -> Run | None:
        return self.state.run

    @property
    def working(self) -> bool:
        return self.run is not None and self.run.is_going

    @property
    def halted(self) -> bool:
        """It goes on where it stood when it is set going again."""
        return self.run is not None and self.run.state in Run.HALTED

    @property
    def external(self) -> bool:
        """Its lists are imported and not computed."""
        return is_external(self.state.key)

    @property
    def choosable(self) -> bool:
        """It can be set going: able to run here, and neither up to date nor under way."""
        startable = self.run is None or self.halted or self.outdated
        return startable and not self.external and not self.state.reason_unavailable


def category_rows(catalogue: Catalogue) -> list[CategoryRow]:
    """Every category in the order of its name; two queries, whatever their number."""
    counts = catalogue.products.order_by("category").values("category").annotate(count=Count("pk"))
    numbered = catalogue.products.select_related("picture").annotate(
        place=Window(RowNumber(), partition_by="category", order_by="identifier")
    )
    samples = defaultdict(list)
    for product in numbered.filter(place__lte=SAMPLES).order_by("category", "identifier"):
        samples[product.category].append(product)
    return [CategoryRow(row["category"], row["count"], samples[row["category"]]) for row in counts]


def method_rows(catalogue: Catalogue) -> list[MethodRow]:
    """Every method that the software knows, and other systems' whose lists were imported."""
    states = lookup.method_states(catalogue)
    problems = problem_counts(state.run for state in states if state.run)
    contents = contents_sha256(catalogue.products.select_related("picture"))
    return [_method_row(state, problems, contents) for state in states]


def _method_row(
    state: lookup.MethodState, problems: Counter[tuple[int, str]], contents: str
) -> MethodRow:
    run = state.run
    if run is None:
        return MethodRow(state, progress=None, left_out=0, original_used=0, outdated=False)
    return MethodRow(
        state,
        progress=lookup.progress(run),
        left_out=problems[run.pk, Problem.Kind.LEFT_OUT],
        original_used=problems[run.pk, Problem.Kind.ORIGINAL_USED],
        outdated=run.state == Run.State.FINISHED and run.contents != contents,
    )


def problem_counts(runs: Iterable[Run]) -> Counter[tuple[int, str]]:
    """How many problems of each kind each run has: (run's primary key, kind) to number."""
    rows = Problem.objects.filter(run__in=list(runs)).order_by().values_list("run", "kind")
    return Counter({(run, kind): count for run, kind, count in rows.annotate(Count("pk"))})
