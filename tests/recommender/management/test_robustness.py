import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommender.methods.method import Method
from recommender.models import Run
from tests.recommender.robustness.conftest import compute
from tests.recommender.robustness.conftest import computed as computed
from tests.recommender.robustness.conftest import grey as grey
from tests.recommender.robustness.conftest import greys as greys
from tests.recommender.robustness.conftest import no_weights as no_weights
from tests.recommender.robustness.conftest import red as red

pytestmark = pytest.mark.embedded

Execute = Callable[..., str]


@pytest.fixture
def robustness() -> Execute:
    """The command; what it wrote."""

    def execute(*arguments: str) -> str:
        output = StringIO()
        call_command("robustness", *arguments, stdout=output)
        return output.getvalue()

    return execute


def test_it_measures_and_ends_with_a_table(computed: Run, robustness: Execute) -> None:
    head, *rows, unavailable = robustness("greys").splitlines()

    assert head.split()[:4] == ["disturbance", "method", "references", "overlap"]
    assert [row.split()[0] for row in rows] == [
        "Rotated",
        "Seen",
        "Smaller",
        "A",
        "Brighter",
        "Darker",
    ]
    assert rows[0].split()[1:] == ["grey", "7", "1.00", "–", "1.00", "0.65–1.00", "1.00", "–", "0"]
    assert unavailable.startswith("Another background: The weights")


def test_a_second_time_nothing_is_computed_and_it_says_so(
    computed: Run, grey: Method, robustness: Execute
) -> None:
    first = robustness("greys")
    seen = grey.algorithm.seen

    second = robustness("greys")

    sentence = "Nothing to compute: catalogue, methods and disturbances are unchanged.\n"
    assert second == sentence + first
    assert grey.algorithm.seen == seen


def test_only_the_methods_asked_for_are_shown(
    computed: Run, red: Method, robustness: Execute
) -> None:
    compute(computed.catalogue, red)
    robustness("greys")

    assert " red " not in robustness("greys", "--methods", "grey")


def test_json_holds_references_disturbances_and_results(computed: Run, robustness: Execute) -> None:
    found = json.loads(robustness("greys", "--references", "3", "--seed", "7", "--json"))

    assert len(found["references"]) == 3
    assert found["seed"] == 7
    assert found["disturbances"][0]["key"] == "background"
    assert {result["references"] for result in found["results"]} == {3}
    assert found["results"][0]["overlap"]["interval_95"] == [None, None]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no catalogue “nowhere”"),
        (["greys", "--methods", "random"], "random: It reads no pictures"),
        (["greys", "--references", "0"], "at least one reference"),
    ],
)
def test_bad_input_ends_with_one_sentence(
    computed: Run, robustness: Execute, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        robustness(*arguments)


def test_stopped_by_hand_it_goes_on_where_it_stood(
    computed: Run, grey: Method, robustness: Execute
) -> None:
    grey.algorithm.error, grey.algorithm.fails_at = KeyboardInterrupt(), grey.algorithm.seen + 10
    with pytest.raises(CommandError, match="the same command goes on from here") as stopped:
        robustness("greys")
    seen = grey.algorithm.seen

    robustness("greys")

    assert stopped.value.returncode == 130
    assert grey.algorithm.seen - seen == 7 * 6 - 9


def test_a_failure_ends_the_command_with_its_reason(
    computed: Run, grey: Method, robustness: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.recommender.robustness.conftest.Grey.similarities",
        lambda *_arguments: 1 / 0,
    )

    with pytest.raises(CommandError, match="division by zero"):
        robustness("greys")
