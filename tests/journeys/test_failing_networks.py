"""What is not our server's answer is a network that fails: nothing is lost, nothing is believed."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from surveys.models import Rating
from tests.journeys.two_sets import A_TRIAL, AN_ANSWER, kept, open_round, values
from tests.journeys.visiting import DESKTOP, PHONE, violations, wait_until_open

# What the browser does is no other on another database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PORTAL = "<h1 id='portal'>Welcome to our network</h1>"
FORBID_STORAGE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })"
)


def interfere(page: Page, address, *, times: int, **answer) -> list[Request]:
    """Something on the way answers so many posts itself; all posts, as they come."""
    asked: list[Request] = []

    def decide(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        asked.append(route.request)
        if len(asked) <= times:
            return route.fulfill(content_type="text/html", **answer)
        return route.continue_()

    page.route(address, decide)
    return asked


def test_page_of_a_portal_that_comes_with_200_saves_nothing(visit):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    interfere(page, AN_ANSWER, times=1, status=200, body=PORTAL)

    one.rate("A", 4)

    expect(page.locator("#saved-A")).to_contain_text("Not sent yet")
    assert (values(), kept(page)) == ([], 1)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    expect(page.locator("#portal")).to_have_count(0)
    assert (values(), kept(page)) == ([4], 0)


def test_changed_answer_outlives_the_page_of_a_portal(visit):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate("A", 4)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    interfere(page, AN_ANSWER, times=1, status=200, body=PORTAL)

    one.rate("A", 2)
    one.rate("B", 3)
    one.go_on()

    assert values() == [2, 3]


@pytest.mark.parametrize("status", [403, 404, 408, 413])
def test_refusal_by_something_on_the_way_is_no_decision(visit, status):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate("A", 4)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    interfere(page, AN_ANSWER, times=2, status=status, body="no")

    one.rate("A", 2)
    one.rate("B", 3)
    expect(page.locator("#set-B")).to_have_attribute("data-state", "failed")
    one.go_on()

    assert values() == [2, 3]


@pytest.mark.parametrize("status", [200, 403, 429])
def test_continue_asks_again_whatever_answers_in_our_place(visit, status):
    open_round()
    one = visit(**DESKTOP)
    page = one.consent()
    for letter in "AB":
        one.rate(letter, 3)
        expect(page.locator(f"#saved-{letter}")).to_have_text("Saved")
    asked = interfere(page, A_TRIAL, times=1, status=status, body=PORTAL)

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    wait_until_open(page)
    assert page.url.endswith("/2/")
    assert len(asked) == 2


def test_nobody_on_the_way_makes_an_answer_wait_for_hours(visit):
    open_round()
    one = visit(**DESKTOP)
    one.page.clock.install()
    page = one.consent()
    headers = {"Retry-After": "7200"}
    interfere(page, AN_ANSWER, times=1, status=429, body="busy", headers=headers)

    one.rate("A", 4)
    expect(page.locator("#saved-A")).to_contain_text("Not sent yet")
    page.clock.run_for(61_000)

    expect(page.locator("#saved-A")).to_have_text("Saved")


def test_page_that_alone_holds_an_answer_says_so_and_asks_before_it_goes(visit):
    open_round()
    one = visit(**DESKTOP)
    one.page.add_init_script(FORBID_STORAGE)
    page = one.consent()
    one.context.set_offline(True)
    one.rate("A", 2)
    expect(page.locator("#saved-A")).to_contain_text("Please keep this page open")
    assert violations(page) == []

    with page.expect_event("dialog") as asking:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.close(run_before_unload=True)
    assert asking.value.type == "beforeunload"
    one.context.set_offline(False)
    expect(page.locator("#saved-A")).to_have_text("Saved")

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert (values(), asked) == ([2], [])


def test_clock_of_the_device_that_is_months_ahead_costs_no_answer(visit):
    open_round()
    one = visit(**DESKTOP)
    one.page.clock.install(time="2100-01-01")
    page = one.consent()
    page.route(AN_ANSWER, lambda route: route.abort())
    one.rate("A", 5)
    expect(page.locator("#saved-A")).to_contain_text("Not sent yet")

    page.goto(one.site)  # another page of the site, then back
    page.goto(f"{one.site}/s/alike/?new=1")
    page.get_by_role("button", name="I agree").click()
    page.wait_for_url("**/1/")

    assert kept(page) == 1


def test_continue_that_hangs_says_that_it_takes_longer(visit):
    open_round()
    one = visit(**PHONE)
    page = one.consent()
    for letter in "AB":
        one.rate(letter, 3)
        expect(page.locator(f"#saved-{letter}")).to_have_text("Saved")
    held: list[Route] = []
    page.route(A_TRIAL, lambda route: held.append(route))

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_have_text(
        "This takes longer than usual. Please wait a moment."
    )
    assert violations(page) == []
    held[0].continue_()
    page.wait_for_url("**/2/")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert Rating.objects.count() == 2
