"""One trial after the other on one page, and keys for all of it, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from surveys import rounds
from surveys.models import Rating, Revision, Round, Trial
from tests.journeys.drawing import draw_pictures
from tests.journeys.visiting import DESKTOP, PHONE, violations, wait_until_open
from tests.surveys.factories import LABELS_OF_7, make_catalogue, make_round, make_run

# What the browser does is no other on another database.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.embedded,
    pytest.mark.usefixtures("opened"),
]

WATCH_SHIFTS = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
TRIAL = re.compile(r"/p/[\w-]+/\d+/$")


@pytest.fixture
def opened(transactional_db) -> Round:
    """4 references for everyone, 4 sets each, 7 points."""
    catalogue = make_catalogue(mug=14)
    draw_pictures(catalogue)
    for method, shift in {"ssim": 1, "efficientnet": 3, "random": 6, "external:rival": 9}.items():
        make_run(catalogue, method, shift=shift)
    draft = make_round(
        catalogue,
        ["ssim", "efficientnet", "random", "external:rival"],
        references_count=4,
        trials_per_participant=4,
        scale_labels=LABELS_OF_7,
    )
    return rounds.open_round(round=draft)


def mark(page: Page) -> None:
    """Leave something that a new page would not have."""
    page.evaluate("window.isTheSamePage = true")


def is_the_same(page: Page) -> bool:
    return page.evaluate("window.isTheSamePage === true")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.closest('[id]').id")


def test_next_trial_takes_the_place_of_the_last(visit):
    one = visit(**PHONE)
    page = one.consent()
    mark(page)
    one.rate_all()

    one.go_on()

    assert is_the_same(page)
    expect(page).to_have_title("2 of 4 · Which look alike?")
    expect(page.locator("#way")).to_have_text("2 of 4")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("2 of 4")
    expect(page.locator("#to-go")).to_have_text("4 sets to go")
    assert page.evaluate("scrollY") == 0
    assert violations(page) == []


def test_one_request_brings_the_next_trial(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate_all()
    expect(page.locator("[data-state]")).to_have_count(0)
    asked = []
    page.on("request", lambda request: TRIAL.search(request.url) and asked.append(request.method))

    one.go_on()

    expect(page.locator("#way")).to_have_text("2 of 4")
    assert asked == ["POST"]


def test_answers_of_later_trials_are_sent_once(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    for _ in range(3):
        one.rate_all()
        one.go_on()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))

    one.rate("A", 5)
    expect(page.locator("#saved-A")).to_have_text("Saved")

    assert len(sent) == 1
    assert Rating.objects.filter(slot__trial__position=4).get().value == 5
    assert not Revision.objects.exists()


def test_way_back_and_forth_through_the_browser_shows_what_is_saved(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    mark(page)
    one.rate_all(3)
    one.go_on()
    one.rate_all(5)
    one.go_on()

    page.go_back()
    expect(page.locator("#way")).to_have_text("2 of 4")
    expect(page.locator("#set-A input").nth(4)).to_be_checked()
    page.go_back()
    expect(page.locator("#way")).to_have_text("1 of 4")
    expect(page.locator("#set-A input").nth(2)).to_be_checked()
    page.go_forward()
    page.go_forward()
    expect(page.locator("#way")).to_have_text("3 of 4")
    assert page.url.endswith("/3/")
    assert is_the_same(page)


def test_link_back_changes_an_earlier_answer_and_continue_leads_on(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    mark(page)
    one.rate_all(3)
    one.go_on()
    page.get_by_role("link", name="Back").click()
    expect(page.locator("#way")).to_have_text("1 of 4")

    one.rate("B", 7)
    expect(page.locator("#saved-B")).to_have_text("Saved")
    one.go_on()

    expect(page.locator("#way")).to_have_text("2 of 4")
    assert is_the_same(page)
    assert Revision.objects.get().value == 3


def test_reload_shows_the_trial_that_was_swapped_in(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate_all()
    one.go_on()
    one.rate("C", 6)
    expect(page.locator("#saved-C")).to_have_text("Saved")

    page.reload()

    expect(page.locator("#way")).to_have_text("2 of 4")
    expect(page.locator("#set-C input").nth(5)).to_be_checked()


def test_network_that_fails_at_continue_is_told_and_waited_for(visit):
    one = visit(**PHONE)
    page = one.consent()
    page.wait_for_load_state("networkidle")
    one.rate_all()
    expect(page.locator("[data-state]")).to_have_count(0)
    one.context.set_offline(True)

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection. Your answers are kept")
    assert Trial.objects.filter(submitted_at__isnull=False).count() == 0
    one.context.set_offline(False)

    expect(page.get_by_role("alert")).to_have_count(0, timeout=15_000)
    wait_until_open(page)
    expect(page.locator("#way")).to_have_text("2 of 4")
    assert Trial.objects.get(position=1).submitted_at


def test_server_that_fails_at_continue_is_asked_again(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate_all()
    expect(page.locator("[data-state]")).to_have_count(0)
    answers = iter([503])

    def fail_once(route: Route) -> None:
        status = next(answers, None)
        if status and route.request.method == "POST":
            route.fulfill(status=status, body="busy")
        else:
            route.continue_()

    page.route(TRIAL, fail_once)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    wait_until_open(page)
    expect(page.locator("#way")).to_have_text("2 of 4")
    one.faults = [fault for fault in one.faults if "503" not in fault]


def test_refusal_has_its_own_page(visit, opened):
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate_all()
    expect(page.locator("[data-state]")).to_have_count(0)
    rounds.close_round(round=opened)

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="This survey has closed")).to_be_visible()


def test_answers_that_the_server_lacks_are_named_in_the_same_place(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    mark(page)
    one.rate_all()
    expect(page.locator("[data-state]")).to_have_count(0)
    Rating.objects.filter(slot__position=1).delete()

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_contain_text("One set has no answer yet")
    expect(page.locator("#summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Answers missing"))
    assert is_the_same(page)


def test_continue_before_all_is_answered_says_what_lacks_each_time(visit):
    one = visit(**PHONE)
    page = one.consent()
    one.rate("B", 3)

    for _ in range(2):
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("#announcement")).to_have_text("3 sets to go")
        expect(page.locator("#set-A input").first).to_be_focused()
        edges = page.locator(".set").evaluate_all(
            "sets => sets.map((set) => getComputedStyle(set).getPropertyValue('--edge'))"
        )
        assert [edge != "" for edge in edges] == [True, False, True, True]
        assert violations(page) == []
        page.evaluate("document.getElementById('announcement').textContent = ''")


def test_last_trial_leads_to_the_thanks(visit):
    one = visit(**DESKTOP)
    page = one.consent()

    for name in ("Continue", "Continue", "Continue", "Finish"):
        one.rate_all()
        one.go_on(name)

    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()


def test_arrows_go_from_set_to_set_and_change_no_answer(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "set-A"
    page.keyboard.press("3")
    assert focused(page) == "set-B"

    page.keyboard.press("ArrowDown")
    assert focused(page) == "set-C"
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    assert focused(page) == "set-A"
    page.keyboard.press("ArrowRight")

    expect(page.locator("#set-A input").nth(3)).to_be_checked()
    expect(page.locator("#saved-A")).to_have_text("Saved")
    chosen = page.locator("[data-set] input:checked").evaluate_all("all => all.map(x => x.value)")
    assert chosen == ["4"]


def test_keys_are_explained_on_demand_and_focus_returns(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    page.locator("#set-B input").first.focus()

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("go to the set before or after")
    assert violations(page) == []
    page.keyboard.press("3")
    expect(page.locator("[data-set] input:checked")).to_have_count(0)
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(page.locator("#set-B input").first).to_be_focused()
    page.get_by_role("button", name="Keys").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_whole_way_by_digits_and_enter_on_one_page(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    mark(page)

    for position in (1, 2, 3):
        expect(page.locator("#way")).to_have_text(f"{position} of 4")
        wait_until_open(page)
        for digit in "1247":
            page.keyboard.press(digit)
        expect(page.locator("#announcement")).to_have_text("All answered.")
        page.keyboard.press("Enter")

    expect(page.locator("#way")).to_have_text("4 of 4")
    assert is_the_same(page)


def test_reference_opens_large_by_itself_and_then_beside_the_others(visit):
    one = visit(**PHONE)
    page = one.consent()

    page.locator("#reference").click()
    dialog = page.get_by_role("dialog", name="Compare large")
    expect(dialog.get_by_role("img")).to_have_count(1)
    dialog.get_by_role("button", name="Next picture").click()

    expect(dialog.get_by_role("img")).to_have_count(2)
    expect(dialog.get_by_role("img", name="Set A, picture 1")).to_be_visible()


def test_finger_that_answers_brings_the_next_set_into_view(visit):
    one = visit(**PHONE)
    page = one.consent()

    one.rate("A", 3)

    expect(page.locator("#set-B .answer")).to_be_in_viewport(ratio=1)


def test_nothing_moves_while_trials_load_and_follow_one_another(visit):
    one = visit(**PHONE)
    page = one.consent()
    page.evaluate(WATCH_SHIFTS)
    page.wait_for_load_state("networkidle")
    one.rate_all()
    one.go_on()
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.moved") == 0
