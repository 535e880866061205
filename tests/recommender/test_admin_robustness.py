from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from recommender.methods.method import Method
from recommender.models import RobustnessPart, RobustnessReport, Run
from recommender.robustness import give_back_claims_of, plan_report
from recommender.robustness.claim import claim_part
from recommender.robustness.drawings import NARROW, WIDE
from tests import people
from tests.queries import queries_of
from tests.recommender.robustness.conftest import add_grey, compute
from tests.recommender.robustness.conftest import computed as computed
from tests.recommender.robustness.conftest import grey as grey
from tests.recommender.robustness.conftest import greys as greys
from tests.recommender.robustness.conftest import no_weights as no_weights
from tests.recommender.robustness.conftest import red as red
from tests.recommender.robustness.conftest import work_all as work_all

pytestmark = pytest.mark.embedded

Worker = Callable[[], None]
CHOICE: dict[str, Any] = {"methods": ["grey"], "references": "7", "seed": "1"}


def address(name: str, *arguments: object) -> str:
    return reverse(f"admin:recommender_robustnessreport_{name}", args=arguments)


@pytest.fixture
def finished(computed: Run, work_all: Worker) -> RobustnessReport:
    report = plan_report(catalogue=computed.catalogue)
    work_all()
    report.refresh_from_db()
    return report


def pages_of(report: RobustnessReport) -> list[str]:
    return [
        address("changelist"),
        address("start", report.catalogue_id),
        address("change", report.pk),
        address("figure", report.pk, "overlap", WIDE),
        address("example", report.pk, "rotated"),
        address("csv", report.pk),
    ]


def test_a_researcher_sees_every_page(finished: RobustnessReport) -> None:
    client = people.researcher()

    assert [client.get(page).status_code for page in pages_of(finished)] == [200] * 6


def test_staff_without_the_right_sees_and_starts_nothing(finished: RobustnessReport) -> None:
    client = people.clerk()
    start = address("start", finished.catalogue_id)

    assert [client.get(page).status_code for page in pages_of(finished)] == [403] * 6
    assert client.post(start, CHOICE).status_code == 403
    assert client.post(address("continue", finished.pk)).status_code == 403


@pytest.mark.parametrize("who", [Client, people.visitor])
def test_who_is_no_staff_is_asked_to_sign_in(finished: RobustnessReport, who: type[Client]) -> None:
    client = who()

    assert [client.get(page).status_code for page in pages_of(finished)] == [302] * 6
    assert client.post(address("start", finished.catalogue_id), CHOICE).status_code == 302


def test_who_may_only_look_starts_nothing(finished: RobustnessReport) -> None:
    client = people.clerk("view_robustnessreport")
    start = address("start", finished.catalogue_id)

    assert "<form" not in client.get(start).text.partition('id="content"')[2]
    assert client.post(start, CHOICE).status_code == 403
    assert client.post(address("continue", finished.pk)).status_code == 403


def test_the_catalogues_page_leads_to_its_reports(computed: Run) -> None:
    catalogue = reverse("admin:recommender_catalogue_change", args=[computed.catalogue_id])
    start = address("start", computed.catalogue_id)

    assert start in people.researcher().get(catalogue).text
    assert start not in people.clerk("view_catalogue").get(catalogue).text


def test_a_report_is_started_and_done_by_a_worker(computed: Run, work_all: Worker) -> None:
    client = people.researcher()
    response = client.post(address("start", computed.catalogue_id), CHOICE)

    report = RobustnessReport.objects.get()
    assert response.headers["Location"] == address("change", report.pk)
    waiting = client.get(address("change", report.pk)).text
    assert "0 of 42 disturbed pictures" in waiting
    assert 'hx-trigger="every 2s"' in waiting

    work_all()

    done = client.get(address("change", report.pk)).text
    assert "hx-trigger" not in done
    assert "All numbers" in done
    assert done.count("<td><code>grey</code></td>") == 6


def test_started_twice_it_is_one_report(computed: Run) -> None:
    client = people.researcher()
    for _press in range(2):
        client.post(address("start", computed.catalogue_id), CHOICE)

    assert RobustnessReport.objects.count() == RobustnessPart.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"methods": []}, "Choose at least one method."),
        ({"methods": ["ssim"]}, "Select a valid choice"),
        ({"references": "0"}, "greater than or equal to 1"),
        ({"seed": "-1"}, "greater than or equal to 0"),
        ({"seed": "x"}, "Enter a whole number"),
    ],
)
def test_a_wrong_choice_is_told_in_the_form(
    computed: Run, changes: dict[str, Any], sentence: str
) -> None:
    response = people.researcher().post(address("start", computed.catalogue_id), CHOICE | changes)

    assert response.status_code == 422
    assert sentence in response.text
    assert not RobustnessReport.objects.exists()


def test_a_catalogue_that_cannot_be_drawn_from_says_so(db: None, grey: Method, greys: Any) -> None:
    client = people.researcher()
    page = client.get(address("start", greys.pk))

    assert "No method is computed and up to date." in page.text
    assert client.post(address("start", greys.pk), CHOICE).status_code == 422


def test_the_table_says_in_words_what_the_chart_shows(finished: RobustnessReport) -> None:
    page = people.researcher().get(address("change", finished.pk)).text

    assert page.count("<picture>") == 2
    assert "the table below holds the same numbers" in page
    assert "<strong>100\u00a0%</strong>" in page
    assert "The weights" in page  # why no background was exchanged


def test_examples_show_what_was_done(finished: RobustnessReport) -> None:
    client = people.researcher()
    page = client.get(address("change", finished.pk)).text

    assert "degrees: " in page
    for picture in finished.example["pictures"]:
        source = address("example", finished.pk, picture["key"])
        assert source in page
        assert client.get(source).headers["Content-Type"] == "image/webp"


def test_charts_come_in_the_readers_language(finished: RobustnessReport) -> None:
    client = people.researcher()
    chart = address("figure", finished.pk, "found", NARROW)

    english = client.get(chart, headers={"Accept-Language": "en"})
    german = client.get(chart, headers={"Accept-Language": "de"})

    assert english.headers["Content-Type"] == german.headers["Content-Type"] == "image/svg+xml"
    assert "Brighter" in english.text
    assert "Heller" in german.text


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("figure", ("nothing", WIDE)),
        ("figure", ("overlap", 123)),
        ("example", ("nothing",)),
    ],
)
def test_what_is_not_stored_is_not_found(
    finished: RobustnessReport, name: str, arguments: tuple[object, ...]
) -> None:
    page = address(name, finished.pk, *arguments)

    assert people.researcher().get(page).status_code == 404


def test_the_csv_is_a_download(finished: RobustnessReport) -> None:
    response = people.researcher().get(address("csv", finished.pk))

    assert "attachment" in response.headers["Content-Disposition"]
    assert b"".join(response.streaming_content).count(b"\n") == 1 + 42


def test_a_failed_report_says_why_and_goes_on_by_a_press(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    for _attempt in range(3):
        claim_part(report.parts.get().pk, worker="dying@test")
        give_back_claims_of("dying@test")
    client = people.researcher()
    page = client.get(address("change", report.pk)).text

    client.post(address("continue", report.pk))
    work_all()

    assert "ended 3 times in the middle" in page
    assert escape(address("continue", report.pk)) in page
    report.refresh_from_db()
    assert report.state == RobustnessReport.State.FINISHED


def test_going_on_without_the_lists_says_what_to_do(computed: Run) -> None:
    report = plan_report(catalogue=computed.catalogue)
    RobustnessReport.objects.update(state=RobustnessReport.State.FAILED)
    add_grey(computed.catalogue, 100)

    response = people.researcher().post(address("continue", report.pk), follow=True)

    assert "changed since it was computed" in response.text


def test_the_fragment_is_served_to_htmx_alone(computed: Run) -> None:
    report = plan_report(catalogue=computed.catalogue)
    client = people.researcher()

    fragment = client.get(address("change", report.pk), headers={"HX-Request": "true"}).text

    assert fragment.lstrip().startswith('<div id="report"')
    assert "<html" not in fragment


def test_queries_do_not_grow_with_references_and_methods(
    computed: Run, red: Method, work_all: Worker
) -> None:
    client = people.researcher()
    small = plan_report(catalogue=computed.catalogue, references=2)
    work_all()
    before = queries_of(client, address("change", small.pk))
    compute(computed.catalogue, red)
    large = plan_report(catalogue=computed.catalogue, references=7)
    work_all()

    assert queries_of(client, address("change", large.pk)) == before
