"""The next trial stands ready, is on screen at once, and takes answers when its turn has come."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation, Rating, Round, Trial
from tests.journeys.drawing import draw_pictures
from tests.journeys.visiting import DESKTOP, PHONE, Visit, violations, wait_until_open
from tests.surveys.factories import make_catalogue, make_round, make_run

# What the browser does is no other on another database.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.embedded,
    pytest.mark.usefixtures("opened"),
]
TRIAL = re.compile(r"/p/[\w-]+/\d+/$")
AHEAD = re.compile(r"/ahead/$")


@pytest.fixture
def opened(transactional_db) -> Round:
    """3 references for everyone, 2 sets each."""
    catalogue = make_catalogue(mug=12)
    draw_pictures(catalogue)
    for method, shift in {"ssim": 1, "random": 6}.items():
        make_run(catalogue, method, shift=shift)
    draft = make_round(catalogue, ["ssim", "random"], references_count=3, trials_per_participant=3)
    return rounds.open_round(round=draft)


def answer(one: Visit) -> None:
    for letter in "AB":
        one.rate(letter, 3)
    expect(one.page.locator("[data-state]")).to_have_count(0)


def held(one: Visit) -> Page:
    """The first trial, answered, with the next one ready."""
    with one.page.expect_response(AHEAD):
        page = one.consent()
    page.wait_for_load_state("networkidle")
    answer(one)
    return page


def hold_posts(page: Page) -> list[Route]:
    """What is sent waits until its test lets it go."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            route.continue_()

    page.route(TRIAL, hold)
    return waiting


def shown_early(one: Visit) -> tuple[Page, list[Route]]:
    """The second trial, while what asks for it still waits."""
    page = held(one)
    waiting = hold_posts(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#way")).to_have_text("2 of 3")
    return page, waiting


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_next_trial_is_shown_before_the_server_has_answered_and_cannot_be_answered_yet(
    visit, screen
):
    one = visit(**screen)
    page, waiting = shown_early(one)
    expect(page).to_have_title("2 of 3 · Which look alike?")
    assert page.url.endswith("/2/")
    assert page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth)")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("2 of 3")
    page.evaluate("window.shown = document.getElementById('trial')")
    for key in ("3", "Enter", "ArrowDown", "4"):
        page.keyboard.press(key)
    page.locator("#set-A label.point").nth(2).click(force=True)
    expect(page.locator("#trial :checked")).to_have_count(0)
    assert not Trial.objects.get(position=2).shown_at
    assert len(waiting) == 1
    waiting.pop().continue_()

    wait_until_open(page)
    assert page.evaluate("window.shown === document.getElementById('trial')")
    assert violations(page) == []
    page.unroute_all(behavior="ignoreErrors")
    answer(one)
    one.go_on()
    expect(page.locator("#way")).to_have_text("3 of 3")
    assert list(Rating.objects.values_list("value", flat=True)) == [3, 3, 3, 3]


def test_times_count_from_when_the_trial_could_be_answered(visit):
    one = visit(**DESKTOP)
    page, waiting = shown_early(one)
    page.evaluate("dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(2500)  # more than the server would believe
    page.evaluate("dispatchEvent(new Event('focus'))")
    waiting.pop().continue_()

    answer(one)

    trial = Trial.objects.get(position=2)
    assert trial.pictures_ms < 1000
    assert 0 < trial.first_answer_ms < 2500
    assert (trial.focus_losses, trial.unfocused_ms) == (0, 0)


def test_leaving_before_its_turn_tells_nothing_of_a_trial(visit):
    one = visit(**DESKTOP)
    page, waiting = shown_early(one)
    waiting.pop().fetch()  # the server has taken it, and its answer is lost

    page.reload()

    expect(page.locator("#way")).to_have_text("2 of 3")
    assert not Trial.objects.get(position=2).scripted


@pytest.mark.parametrize("again", ["reload", "switch"])
def test_whoever_loads_the_page_anew_before_the_turn_is_where_they_were(visit, again):
    one = visit(**DESKTOP)
    page, waiting = shown_early(one)
    waiting.pop().fetch()

    if again == "reload":
        page.reload()
    else:
        page.get_by_role("link", name="Deutsch").click()

    expect(page.locator("#way")).to_have_text(re.compile("^2 (of|von) 3$"))
    assert page.url.endswith("/2/")


def test_double_click_on_continue_answers_nothing_of_the_next_trial(visit):
    """Wherever the scales of the next trial come to stand."""
    one = visit(**DESKTOP)
    page = held(one)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#way")).to_have_text("2 of 3")

    for point in page.locator("#set-A label.point").all():
        point.click(force=True, no_wait_after=True, timeout=100)
    expect(page.locator("#trial :checked")).to_have_count(0)
    wait_until_open(page)

    answer(one)
    assert Rating.objects.filter(slot__trial__position=2).count() == 2


def test_enter_before_the_turn_marks_nothing(visit):
    one = visit(**DESKTOP)
    page, waiting = shown_early(one)

    page.keyboard.press("Enter")
    waiting.pop().continue_()
    wait_until_open(page)

    expect(page.locator("#announcement")).to_have_text("2 of 3")
    expect(page.locator("#trial")).not_to_have_attribute("data-lacking", "")


def test_pictures_that_were_held_ready_are_not_fetched_again(visit):
    one = visit(**PHONE)
    page = held(one)
    fetched = []
    page.on("request", lambda request: "/pictures/" in request.url and fetched.append(request.url))
    page.route(AHEAD, lambda route: route.abort())  # the one after the next has pictures of its own

    one.go_on()
    page.wait_for_load_state("networkidle")

    assert fetched == []


def test_trial_that_is_another_than_was_expected_takes_its_place(visit):
    """As when the same link was used in two windows."""
    one = visit(**DESKTOP)
    page = held(one)
    waiting = hold_posts(page)
    participation = Participation.objects.get()
    for position in (1, 2):
        participating.submit_trial(
            participation=participation, position=position, values={0: 1, 1: 1}
        )

    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#way")).to_have_text("2 of 3")
    waiting.pop().continue_()

    expect(page.locator("#way")).to_have_text("3 of 3")
    wait_until_open(page)
    assert page.url.endswith("/3/")
    answer(one)
    assert Rating.objects.filter(slot__trial__position=3).count() == 2


def test_answers_that_the_server_lacks_bring_the_trial_back(visit):
    one = visit(**DESKTOP)
    page = held(one)
    Rating.objects.filter(slot__position=1).delete()

    page.get_by_role("button", name="Continue").click()

    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#way")).to_have_text("1 of 3")
    assert page.url.endswith("/1/")
    assert is_usable(one)


def test_refusal_has_its_page_also_when_the_next_trial_is_shown(visit, opened):
    one = visit(**DESKTOP)
    page = held(one)
    rounds.close_round(round=opened)

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="This survey has closed")).to_be_visible()


def test_way_back_while_the_server_is_asked_shows_what_the_address_says(visit):
    one = visit(**DESKTOP)
    page = held(one)
    one.go_on()
    page.wait_for_load_state("networkidle")
    answer(one)
    waiting = hold_posts(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#way")).to_have_text("3 of 3")

    page.evaluate("history.back()")
    expect(page.locator("#way")).to_have_text("2 of 3")
    page.evaluate("history.back()")
    expect(page.locator("#way")).to_have_text("1 of 3")
    page.evaluate("history.forward()")
    expect(page.locator("#way")).to_have_text("2 of 3")
    page.unroute_all(behavior="ignoreErrors")
    assert waiting

    assert is_usable(one)
    one.go_on()
    expect(page.locator("#way")).to_have_text("3 of 3")


def test_forward_at_once_after_back_shows_what_the_address_says(visit):
    one = visit(**DESKTOP)
    page = held(one)
    one.go_on()
    page.wait_for_load_state("networkidle")
    answer(one)
    hold_posts(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#way")).to_have_text("3 of 3")

    page.route(re.compile("/2/$"), lambda route: None)  # never answered
    page.evaluate("history.back()")
    page.wait_for_url("**/2/")
    page.unroute_all(behavior="ignoreErrors")
    page.evaluate("history.forward()")

    expect(page.locator("#way")).to_have_text("2 of 3")  # where the server leads from there
    expect(page).to_have_url(re.compile("/2/$"))
    assert is_usable(one)


def test_network_that_fails_while_the_next_trial_is_shown_loses_nothing(visit):
    one = visit(**PHONE)
    page = held(one)
    one.context.set_offline(True)

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection. Your answers are kept")
    expect(page.locator("#way")).to_have_text("2 of 3")
    assert violations(page) == []
    one.context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)

    assert is_usable(one)


def test_where_nothing_is_held_ready_continue_waits_for_the_answer(visit):
    one = visit(**DESKTOP)
    one.page.route(AHEAD, lambda route: route.abort())
    page = one.consent()
    answer(one)

    one.go_on()

    expect(page.locator("#way")).to_have_text("2 of 3")
    assert is_usable(one)


def is_usable(one: Visit) -> bool:
    answer(one)
    return True
