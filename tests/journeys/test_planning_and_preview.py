"""A researcher plans a round and looks at it as its participants will, in a real browser."""

import pytest
from playwright.sync_api import expect

from surveys.models import Participation, Rating, Round
from tests.journeys.drawing import draw_pictures
from tests.journeys.test_researcher import DESKTOP, PHONE, desk  # noqa: F401  a fixture
from tests.surveys.factories import make_catalogue, make_round, make_run

# What the browser does is no other on another database; the rows behind it have tests of their own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture
def draft(transactional_db) -> Round:
    """Three methods, practice and every check."""
    catalogue = make_catalogue(mug=12, hat=12)
    draw_pictures(catalogue)
    for method, shift in {"ssim": 1, "efficientnet": 4, "random": 7}.items():
        make_run(catalogue, method, shift=shift)
    return make_round(
        catalogue,
        ["ssim", "efficientnet", "random"],
        practice=True,
        identical_checks=1,
        instructed_checks=1,
    )


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_planning_answers_in_words_a_table_and_a_chart(desk, draft, screen, monkeypatch):  # noqa: F811
    monkeypatch.setattr("surveys.planning.table.MOST_SURVEYS", 50)
    monkeypatch.setattr("surveys.planning.table.FEWEST_SURVEYS", 50)
    one = desk(**screen)
    page = one.sign_in()
    page.goto(f"{one.site}/admin/surveys/round/{draft.pk}/planning/")
    one.check()

    page.get_by_label("Smallest difference of interest").fill("12")
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_role("heading", name="What you would find")).to_be_visible()
    expect(page.locator("table.power")).to_contain_text("± ")
    chart = page.get_by_role("img", name="How many studies find the difference")
    chart.evaluate("image => image.decode()")  # which fails where there is none
    one.check()

    page.get_by_role("button", name="Keep 12 points").click()
    expect(page.get_by_text("The draft keeps this smallest difference.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.smallest_difference == 12


@pytest.mark.parametrize(
    ("answer_format", "screen"),
    [
        ("set_rating", DESKTOP),
        ("set_rating", PHONE),
        ("product_rating", PHONE),
        ("best_set", DESKTOP),
        ("set_ranking", PHONE),
    ],
)
def test_preview_is_walked_like_the_survey_and_stores_nothing(desk, draft, screen, answer_format):  # noqa: F811
    Round.objects.filter(pk=draft.pk).update(answer_format=answer_format)
    one = desk(**screen)
    page = one.sign_in()
    page.goto(f"{one.site}/s/alike/preview/")
    one.check()

    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("This is for trying out.")).to_be_visible()
    one.check()
    answer_everything(page, answer_format)
    expect(page.get_by_text("Not stored").first).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("link", name="Next order").click()
    expect(page.get_by_text("Order of the sets 2 of 6")).to_be_visible()
    one.check()
    page.get_by_role("link", name="Instructed check").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("To show that you read this")
    one.check()
    page.get_by_role("link", name="End", exact=True).click()
    one.check()

    assert not Participation.objects.exists()
    assert not Rating.objects.exists()


def answer_everything(page, answer_format):
    if answer_format == "best_set":
        page.locator("label.choose").first.click()
        return
    for number, card in enumerate(page.locator("fieldset.set").all()):
        place = number if answer_format == "set_ranking" else 1
        card.locator("label.point").nth(place).click()
