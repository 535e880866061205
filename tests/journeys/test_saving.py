"""Saved means saved: what happens to answers when networks, tabs and pictures fail."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from surveys.models import Participation, Rating, Revision, Round, Trial
from tests.journeys import two_sets
from tests.journeys.two_sets import AN_ANSWER, PICTURES, kept, values
from tests.journeys.visiting import DESKTOP, PHONE, Visit, violations

# What the browser does is no other on another database; the rows behind it have tests of their own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture
def open_round(transactional_db) -> Callable[..., Round]:
    return two_sets.open_round


def test_network_that_goes_and_comes_back_loses_nothing_and_is_told_of(visit, open_round):
    open_round()
    one = visit(**PHONE)
    page = one.consent()
    one.rate("A", 2)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    one.context.set_offline(True)

    one.rate("B", 4)

    expect(page.locator("#saved-B")).to_contain_text(re.compile(r"Trying again in \d+ s"))
    expect(page.locator("#saved-B")).to_contain_text("Your answer is kept")
    assert violations(page) == []
    assert kept(page) == 1
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#to-go")).to_have_text("Saving the last answers…")
    one.context.set_offline(False)
    page.wait_for_url("**/2/")
    assert values() == [2, 4]
    assert kept(page) == 0


def close_silently(page: Page) -> None:
    """What a page sends while it closes may get past a route that aborts."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.close()


def test_answer_of_a_closed_tab_is_sent_when_its_owner_returns_to_any_page(visit, open_round):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    page.route(AN_ANSWER, lambda route: route.abort())
    one.rate("A", 5)
    expect(page.locator("#saved-A")).to_contain_text("Not sent yet")
    own = page.url.removesuffix("1/")
    close_silently(page)
    assert values() == []

    another = one.context.new_page()
    with another.expect_response(AN_ANSWER):
        another.goto(f"{own}withdraw/")

    assert values() == [5]
    another.goto(f"{own}1/")
    expect(another.locator("#set-A input").nth(4)).to_be_checked()


def test_answer_of_a_closed_tab_is_shown_again_and_gives_way_to_a_newer_one(visit, open_round):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    page.route(AN_ANSWER, lambda route: route.abort())
    one.rate("A", 5)
    one.rate("B", 5)
    expect(page.locator("#saved-B")).to_contain_text("Not sent yet")
    close_silently(page)
    elsewhere = visit(**PHONE)
    elsewhere.page.goto(page.url)
    elsewhere.rate("A", 2)
    expect(elsewhere.page.locator("#saved-A")).to_have_text("Saved")

    one.page = one.context.new_page()
    one.page.goto(page.url)

    expect(one.page.locator("#saved-B")).to_have_text("Saved")
    expect(one.page.locator("#set-A input").nth(1)).to_be_checked()
    expect(one.page.locator("#set-B input").nth(4)).to_be_checked()
    assert values() == [2, 5]
    assert kept(one.page) == 0


def test_two_people_at_one_device_never_mix(visit, open_round):
    open_round()
    one = visit(**DESKTOP)
    first = one.consent()
    first.route(AN_ANSWER, lambda route: route.abort())
    one.rate("A", 5)
    expect(first.locator("#saved-A")).to_contain_text("Not sent yet")
    second = one.context.new_page()
    second.goto(f"{one.site}/s/alike/?new=1")
    second.get_by_role("button", name="I agree").click()
    second.wait_for_url("**/1/")

    expect(second.locator("#to-go")).to_have_text("2 sets to go")
    assert Participation.objects.count() == 2
    assert values() == []


def test_older_answer_that_arrives_after_a_newer_one_does_not_count(visit, open_round):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    held: list[Route] = []
    page.route(AN_ANSWER, lambda route: held.append(route))
    one.rate("A", 1)
    expect(page.locator("#set-A")).to_have_attribute("data-state", "saving")
    other = one.context.new_page()
    other.goto(page.url)

    expect(other.locator("#saved-A")).to_have_text("Saved")
    other.locator("#set-A label.point").nth(3).click()
    expect(other.locator("#saved-A")).to_have_text("Saved")
    held[0].continue_()

    expect(page.locator("#saved-A")).to_contain_text("You answered this later in another window")
    assert values() == [4]
    assert [one.value for one in Revision.objects.all()] == [1]
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#set-B input").first).to_be_focused()


def test_everything_works_where_the_browser_keeps_nothing(visit, open_round):
    open_round()
    one = visit(**PHONE)
    one.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })"
    )
    page = one.consent()
    one.context.set_offline(True)
    one.rate("A", 2)
    one.rate("B", 3)
    expect(page.locator("#saved-B")).to_contain_text("Not sent yet")
    one.context.set_offline(False)

    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/2/")
    assert values() == [2, 3]


def test_withdrawal_leaves_nothing_in_the_browser(visit, open_round):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    one.context.route(AN_ANSWER, lambda route: route.abort())
    one.rate("A", 5)
    expect(page.locator("#saved-A")).to_contain_text("Not sent yet")
    page.get_by_role("link", name="Withdraw from the study").click()
    page.wait_for_url("**/withdraw/")  # and its scripts
    assert kept(page) == 1

    page.get_by_role("button", name="Withdraw my consent").click()

    page.wait_for_url("**/withdrawn/**")
    assert kept(page) == 0


def test_answers_that_are_final_can_be_looked_at_and_not_changed(visit, open_round):
    open_round(changes_until="trial")
    one = visit(**DESKTOP)
    page = one.consent()
    for letter in "AB":
        one.rate(letter, 3)
    one.go_on()

    page.get_by_role("link", name="Back").click()
    expect(page.get_by_text("these answers stay as you gave them")).to_be_visible()
    assert violations(page) == []
    for locator in page.locator("#trial [type=radio]").all():
        expect(locator).to_be_disabled()
    page.keyboard.press("1")
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/2/")
    assert values() == [3, 3]


def test_nothing_can_be_answered_before_its_pictures_are_there(visit, open_round):
    open_round()
    one = visit(**DESKTOP)
    page = one.page
    held: list[Route] = []
    page.route(PICTURES, lambda route: held.append(route))
    page.goto(f"{one.site}/s/alike/")
    page.get_by_role("button", name="I agree").click()
    page.wait_for_url("**/1/", wait_until="domcontentloaded")
    expect(page.locator("#set-A .waiting")).to_have_text(re.compile("Pictures are loading…"))
    assert violations(page) == []

    page.keyboard.press("3")
    page.locator("#set-A label.point").nth(2).click(force=True)
    page.locator("#set-A input").nth(2).evaluate("field => field.click()")
    expect(page.locator("#trial :checked")).to_have_count(0)
    page.unroute_all(behavior="default")  # lets go what was held
    expect(page.locator(".waiting")).to_have_count(0)
    page.keyboard.press("3")
    page.keyboard.press("4")
    page.keyboard.press("Enter")

    page.wait_for_url("**/2/")
    assert values() == [3, 4]
    trial = Trial.objects.get(position=1)
    answers = Rating.objects.filter(slot__trial=trial).values_list("answer_ms", flat=True)
    assert trial.scripted
    assert 0 <= trial.pictures_ms <= trial.first_answer_ms == min(answers)
    assert None not in (trial.focus_losses, trial.unfocused_ms, trial.hidden_ms)


def refuse(page: Page, times: int) -> None:
    """The first picture that is asked for fails so many times."""
    asked: list[str] = []

    def decide(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url == asked[0] and asked.count(asked[0]) <= times:
            route.abort()
        else:
            route.continue_()

    page.route(PICTURES, decide)


@pytest.fixture
def trial_with_a_picture_that_fails(visit, open_round) -> Callable[[int], Visit]:
    """By the page's clock, both tries that nobody asks for are over."""

    def shown(times: int) -> Visit:
        open_round()
        one = visit(**PHONE)
        refuse(one.page, times)
        one.page.clock.install()
        one.page.goto(f"{one.site}/s/alike/")
        one.page.get_by_role("button", name="I agree").click()
        one.page.wait_for_url("**/1/", wait_until="domcontentloaded")
        expect(one.page.locator(".waiting")).to_have_count(2)
        one.page.clock.run_for(1000)
        one.page.clock.run_for(3000)
        return one

    return shown


def test_picture_that_fails_once_is_tried_again(trial_with_a_picture_that_fails):
    one = trial_with_a_picture_that_fails(1)

    expect(one.page.locator(".waiting")).to_have_count(0)
    one.rate("A", 2)

    expect(one.page.locator("#saved-A")).to_have_text("Saved")
    assert Trial.objects.get(position=1).pictures_missing is None


def test_picture_that_never_loads_locks_nobody_out(trial_with_a_picture_that_fails):
    one = trial_with_a_picture_that_fails(99)
    page, waiting = one.page, one.page.locator(".waiting").first
    expect(waiting).to_contain_text("A picture did not load.")
    expect(waiting.get_by_role("button", name="Answer without it")).to_be_hidden()
    assert violations(page) == []

    waiting.get_by_role("button", name="Try again").click()
    waiting.get_by_role("button", name="Answer without it").click()
    expect(page.locator(".waiting")).to_have_count(0)
    for letter in "AB":
        one.rate(letter, 2)
    one.go_on()

    trial = Trial.objects.get(position=1)
    assert (trial.pictures_ms, trial.pictures_missing) == (None, 1)
    assert values() == [2, 2]
