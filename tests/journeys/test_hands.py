"""Keys, pointers and sliders: what a hand does is done to what it means, and once."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from surveys.models import Rating
from tests.journeys.two_sets import A_TRIAL, open_round, values
from tests.journeys.visiting import DESKTOP, PHONE, Visit, violations, wait_until_open

# What the browser does is no other on another database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

SLIDER = {"scale_kind": "slider", "scale_labels": ["Not at all", "Extremely"]}


def saved(page: Page, *letters: str) -> None:
    for letter in letters:
        expect(page.locator(f"#saved-{letter}")).to_have_text("Saved")


def test_held_digit_answers_one_set(visit):
    open_round()
    page = visit(**DESKTOP).consent()

    for _ in range(5):
        page.keyboard.down("3")  # again and again without a release, as a held key does
    page.keyboard.up("3")
    saved(page, "A")

    expect(page.locator("#to-go")).to_have_text("1 set to go")
    assert values() == [3]


def test_digit_after_a_click_answers_the_next_set(visit):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()

    one.rate("A", 3)
    page.keyboard.press("5")
    saved(page, "A", "B")

    assert values() == [3, 5]


def test_digit_where_the_keys_have_led_changes_the_answer_there(visit):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate("A", 3)

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("5")
    saved(page, "A")

    expect(page.locator("#to-go")).to_have_text("1 set to go")
    assert values() == [5]


def switch_off(page: Page) -> None:
    page.get_by_role("button", name="Keys").filter(visible=True).first.click()
    switch = page.get_by_role("switch", name=re.compile("Use digits"))
    expect(switch).to_be_checked()
    assert violations(page) == []
    switch.click()
    expect(switch).not_to_be_checked()
    page.keyboard.press("Escape")


def test_keys_can_be_switched_off_and_stay_off(visit):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    switch_off(page)

    page.keyboard.press("3")
    page.keyboard.press("?")
    page.reload()
    wait_until_open(page)
    page.keyboard.press("3")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#trial :checked")).to_have_count(0)
    page.get_by_role("button", name="Keys").filter(visible=True).first.click()
    page.get_by_role("switch", name=re.compile("Use digits")).click()
    page.keyboard.press("Escape")
    page.keyboard.press("3")

    saved(page, "A")


def test_switch_for_the_keys_can_be_reached_where_there_is_little_room(visit):
    open_round()
    page = visit(viewport={"width": 320, "height": 256}).consent()

    switch_off(page)
    page.keyboard.press("3")

    expect(page.locator("#trial :checked")).to_have_count(0)


def test_ordinary_save_is_told_of_once(visit):
    open_round()
    one = visit(**PHONE)
    page = one.consent()
    page.evaluate(
        """() => {
          window.said = [];
          const line = document.getElementById("saved-A");
          const note = () => line.textContent && said.push(line.textContent);
          new MutationObserver(note).observe(line, { childList: true });
        }"""
    )

    one.rate("A", 3)
    saved(page, "A")

    assert page.evaluate("said") == ["Saved"]


def test_slider_that_moved_just_before_the_way_back_keeps_its_own_times(visit):
    open_round(**SLIDER)
    one = visit(**DESKTOP)
    page = one.consent()
    for letter in "AB":
        page.locator(f"#set-{letter} [type=range]").click()
        saved(page, letter)
    one.go_on()
    expect(page.locator(".waiting")).to_have_count(0)
    page.wait_for_timeout(1500)

    page.locator("#set-A [type=range]").click()
    page.get_by_role("link", name="Back").click()
    expect(page.locator("#way")).to_have_text("1 of 2")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#way")).to_have_text("2 of 2")

    rating = Rating.objects.get(slot__trial__position=2)
    assert rating.answer_ms >= 1500


def test_way_forward_during_a_slow_way_back_stays_where_it_is(visit):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    for letter in "AB":
        one.rate(letter, 3)
    one.go_on()
    held: list[Route] = []
    page.route(A_TRIAL, lambda route: held.append(route))

    page.evaluate("history.back()")
    page.wait_for_url("**/1/")
    page.evaluate("history.forward()")
    page.wait_for_url("**/2/")
    expect(page.locator("#trial")).not_to_have_attribute("aria-busy", "true")
    page.unroute_all(behavior="ignoreErrors")
    page.wait_for_timeout(300)

    expect(page.locator("#way")).to_have_text("2 of 2")
    assert page.locator("#trial").get_attribute("action").endswith("/2/")


def test_turning_in_the_large_view_is_told(visit):
    open_round()
    page = visit(**DESKTOP).consent()

    page.locator("#set-A a").first.click()
    dialog = page.get_by_role("dialog", name="Compare large")
    dialog.get_by_role("button", name="Next picture").click()

    expect(dialog.get_by_role("status")).to_have_text("Set A, picture 2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("status")).to_have_text("Reference")


def hang_a_picture(visit) -> tuple[Visit, list[Route]]:
    """By the page's clock, nothing was heard of it for sixteen seconds."""
    open_round()
    one = visit(**PHONE)
    held: list[Route] = []
    first: list[str] = []

    def decide(route: Route) -> None:
        first[:] = first or [route.request.url]
        if route.request.url == first[0]:
            held.append(route)
        else:
            route.continue_()

    one.page.route(re.compile(r"/catalogues/pictures/"), decide)
    one.page.clock.install()
    one.page.goto(f"{one.site}/s/alike/")
    one.page.get_by_role("button", name="I agree").click()
    one.page.wait_for_url("**/1/", wait_until="domcontentloaded")
    expect(one.page.locator(".waiting")).to_have_count(2)
    one.page.clock.run_for(16_000)
    return one, held


def test_picture_that_hangs_locks_nobody_out(visit):
    one, _held = hang_a_picture(visit)
    page, waiting = one.page, one.page.locator(".waiting").first
    expect(waiting).to_contain_text("A picture did not load.")

    waiting.get_by_role("button", name="Try again").click()
    page.clock.run_for(16_000)
    waiting.get_by_role("button", name="Answer without it").click()
    one.rate("A", 2)

    saved(page, "A")
    assert values() == [2]


def test_picture_that_comes_after_all_opens_the_scale(visit):
    one, held = hang_a_picture(visit)
    page = one.page
    expect(page.locator(".waiting").first).to_contain_text("A picture did not load.")

    for route in held:
        route.continue_()

    expect(page.locator(".waiting")).to_have_count(0)
