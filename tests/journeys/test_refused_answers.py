"""An answer that our server refuses is not taken for saved, and “Continue” leads to the reason."""

import pytest
from playwright.sync_api import expect

from surveys import rounds
from surveys.models import Participation
from tests.journeys.two_sets import open_round, values
from tests.journeys.visiting import DESKTOP, violations
from tests.surveys.factories import leave, take_part

# What the browser does is no other on another database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.mark.parametrize(
    ("end", "heading"),
    [
        (rounds.close_round, "This survey has closed"),
        (rounds.pause_round, "A short break"),
    ],
)
def test_round_that_ends_in_the_middle_of_a_page_leads_to_its_page(visit, end, heading):
    opened = open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate("A", 4)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    end(round=opened)

    one.rate("B", 2)
    expect(page.locator("#set-B")).to_have_attribute("data-state", "refused")
    assert violations(page) == []
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert values() == [4]


def test_change_that_is_refused_is_not_taken_for_saved(visit):
    open_round(changes_until="trial")
    one = visit(**DESKTOP)
    page = one.consent()
    for letter in "AB":
        one.rate(letter, 4)
        expect(page.locator(f"#saved-{letter}")).to_have_text("Saved")
    other = one.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Continue").click()
    other.wait_for_url("**/2/")

    one.rate("B", 2)
    expect(page.locator("#set-B")).to_have_attribute("data-state", "refused")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Answers stay as they were given")).to_be_visible()
    assert values() == [4, 4]


def test_refused_answer_does_not_ask_for_the_others_first(visit):
    opened = open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    rounds.close_round(round=opened)

    one.rate("B", 2)
    expect(page.locator("#set-B")).to_have_attribute("data-state", "refused")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="This survey has closed")).to_be_visible()


def test_place_that_was_given_on_leads_to_its_page(visit):
    opened = open_round(participants_per_reference=1)
    one = visit(**DESKTOP)
    page = one.consent()
    leave(Participation.objects.get())
    take_part(opened)

    one.rate("A", 2)
    expect(page.locator("#set-A")).to_have_attribute("data-state", "refused")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Your place was given on")).to_be_visible()
