"""A participant's way through a real browser, from consent to thanks."""

import pytest
from playwright.sync_api import expect

from surveys import rounds
from surveys.models import Participation, Rating, Revision, Round, Trial
from tests.journeys.drawing import draw_pictures
from tests.journeys.visiting import DESKTOP, PHONE, SCREENS, violations, wait_until_open
from tests.surveys.factories import LABELS_OF_7, make_catalogue, make_round, make_run

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.embedded,
    pytest.mark.usefixtures("opened"),
]


@pytest.fixture
def opened(transactional_db) -> Round:
    """3 references for everyone, 4 sets each, 7 points; two methods share their lists."""
    catalogue = make_catalogue(mug=14)
    draw_pictures(catalogue)
    shifts = {"ssim": 1, "clip": 1, "efficientnet": 3, "random": 6, "external:rival": 9}
    for method, shift in shifts.items():
        make_run(catalogue, method, shift=shift)
    draft = make_round(
        catalogue,
        list(shifts),
        references_count=3,
        trials_per_participant=3,
        scale_labels=LABELS_OF_7,
    )
    return rounds.open_round(round=draft)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_from_consent_to_thanks_without_a_violation_of_accessibility(visit, screen, theme):
    one = visit(color_scheme=theme, **SCREENS[screen])
    page = one.page
    found = {}

    page.goto(one.site)
    found["home"] = violations(page)
    page.get_by_role("link", name="Which look alike?").click()
    found["welcome"] = violations(page)
    page.get_by_role("button", name="I agree").click()
    page.wait_for_url("**/1/")
    found["trial"] = violations(page)
    one.rate("A", 2)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    found["rated"] = violations(page)
    page.locator("#set-A [data-enlarge]").first.click()
    found["compare"] = violations(page)
    page.keyboard.press("Escape")
    page.get_by_text("Take a break").click()
    found["leave"] = violations(page)
    page.evaluate("document.getElementById('trial').submit()")
    expect(page.get_by_role("alert")).to_contain_text("3 sets have no answer yet")
    found["missing"] = violations(page)
    for name in ("Continue", "Continue", "Finish"):
        one.rate_all()
        one.go_on(name)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    found["thanks"] = violations(page)
    page.goto(f"{one.site}/s/alike/")
    found["welcome back"] = violations(page)
    page.goto(f"{one.site}/p/unknown/")
    found["unknown link"] = violations(page)

    assert {name: faults for name, faults in found.items() if faults} == {}
    assert Rating.objects.count() == 3 * 4
    assert Participation.objects.get().completed_at is not None


def test_whole_way_with_the_keyboard_alone(visit):
    one = visit(**DESKTOP)
    page = one.page
    page.goto(f"{one.site}/s/alike/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("I agree"):
            break
    page.keyboard.press("Enter")

    for position in (1, 2, 3):
        page.wait_for_url(f"**/{position}/")
        expect(page.locator("#to-go")).to_have_text("4 sets to go")
        wait_until_open(page)
        for digit in "1247":
            page.keyboard.press(digit)
        expect(page.locator("#to-go")).to_have_text("")
        page.keyboard.press("Enter")

    page.wait_for_url("**/thanks/")
    for trial in Trial.objects.all():
        assert [slot.value for slot in trial.slots.select_related("rating")] == [1, 2, 4, 7]


def test_digit_too_many_changes_nothing(visit):
    page = visit(**DESKTOP).consent()

    for digit in "12475":
        page.keyboard.press(digit)

    chosen = page.locator("[data-set] input:checked").evaluate_all("all => all.map(x => x.value)")
    assert chosen == ["1", "2", "4", "7"]


def test_arrow_keys_move_within_a_scale_as_everywhere(visit):
    one = visit(**DESKTOP)
    page = one.consent()

    page.locator("#set-B input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.locator("#set-B input").nth(2)).to_be_checked()
    expect(page.locator("#saved-B")).to_have_text("Saved")
    page.wait_for_load_state("networkidle")
    assert Rating.objects.get().value == 3


def test_tab_key_stops_at_one_picture_and_one_scale_of_each_set(visit):
    page = visit(**DESKTOP).consent()
    page.locator("#set-A [data-enlarge]").first.focus()

    stops = []
    for _ in range(3):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.closest('[data-set]').id"))

    assert stops == ["set-A", "set-B", "set-B"]


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_whole_way_without_javascript(visit, screen):
    one = visit(java_script_enabled=False, **SCREENS[screen])
    page = one.consent()
    one.rate("B", 5)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_contain_text("3 sets have no answer yet")
    expect(page.locator("#set-B input").nth(4)).to_be_checked()
    expect(page.locator("#saved-B")).to_have_text("Saved")
    for name in ("Continue", "Continue", "Finish"):
        one.rate_all(2)
        one.go_on(name)

    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert Rating.objects.filter(value=2).count() == 12


def test_without_javascript_a_picture_s_link_leads_to_the_picture(visit):
    page = visit(java_script_enabled=False, **PHONE).consent()

    page.locator("#set-A [data-enlarge]").first.click()

    page.wait_for_url("**/1024.jpg")


def test_continue_with_answers_missing_goes_to_the_first_of_them(visit):
    one = visit(**PHONE)
    page = one.consent()
    one.rate("A", 1)

    page.get_by_role("button", name="Continue").click()

    expect(page.locator("#set-B input").first).to_be_focused()
    expect(page.locator("#to-go")).to_have_text("3 sets to go")
    assert page.url.endswith("/1/")


def test_answer_given_without_a_network_is_sent_when_it_is_back(visit):
    one = visit(**PHONE)
    page = one.consent()
    page.wait_for_load_state("networkidle")
    one.context.set_offline(True)

    one.rate("A", 6)

    expect(page.locator("#saved-A")).to_contain_text("Not sent yet")
    assert not Rating.objects.exists()
    one.context.set_offline(False)
    expect(page.locator("#saved-A")).to_have_text("Saved", timeout=15_000)
    assert Rating.objects.get().value == 6


def test_continue_waits_for_answers_that_are_not_saved_yet(visit):
    one = visit(**PHONE)
    page = one.consent()
    page.wait_for_load_state("networkidle")
    for letter in "ABC":
        one.rate(letter, 6)
        expect(page.locator(f"#saved-{letter}")).to_have_text("Saved")
    one.context.set_offline(True)
    one.rate("D", 6)
    expect(page.locator("#saved-D")).to_contain_text("Not sent yet")

    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#to-go")).to_have_text("Saving the last answers…")
    one.context.set_offline(False)

    page.wait_for_url("**/2/", timeout=15_000)
    assert Rating.objects.filter(slot__trial__position=1, value=6).count() == 4


def test_leaving_and_coming_back_leads_to_the_same_place_with_the_same_answers(visit):
    one = visit(**PHONE)
    page = one.consent()
    one.rate_all()
    one.go_on()
    one.rate("C", 5)
    expect(page.locator("#saved-C")).to_have_text("Saved")
    pictures = page.locator("#set-C img").evaluate_all("all => all.map(one => one.src)")
    link = page.locator("#link").input_value()

    another = visit(**DESKTOP).page
    another.goto(link)

    another.wait_for_url("**/2/")
    expect(another.locator("#set-C input").nth(4)).to_be_checked()
    assert another.locator("#set-C img").evaluate_all("all => all.map(one => one.src)") == pictures


def test_reload_and_back_show_what_is_saved(visit):
    one = visit(**DESKTOP)
    page = one.consent()
    one.rate_all(3)
    one.go_on()
    page.go_back()
    expect(page.locator("#set-A input").nth(2)).to_be_checked()

    one.rate("A", 7)
    expect(page.locator("#saved-A")).to_have_text("Saved")
    page.reload()

    expect(page.locator("#set-A input").nth(6)).to_be_checked()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 1)
    assert Revision.objects.get().value == 3


def test_two_tabs_keep_one_rating_and_the_later_choice(visit):
    one = visit(**DESKTOP)
    first = one.consent()
    second = one.context.new_page()
    second.goto(first.url)
    one.rate("A", 2)
    expect(first.locator("#saved-A")).to_have_text("Saved")

    second.locator("#set-A label.point").nth(4).click()
    expect(second.locator("#saved-A")).to_have_text("Saved")

    assert Rating.objects.get().value == 5
    assert Revision.objects.get().value == 2


def test_round_that_closes_meanwhile_tells_at_once(visit, opened):
    one = visit(**PHONE)
    page = one.consent()
    rounds.close_round(round=opened)

    one.rate("A", 2)

    expect(page.locator("#saved-A")).to_contain_text("This survey has closed")
    assert not Rating.objects.exists()


def test_picture_opens_large_beside_the_reference_and_focus_returns(visit):
    page = visit(**DESKTOP).consent()
    opener = page.locator("#set-B [data-enlarge]").first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")

    expect(dialog.get_by_role("img")).to_have_count(2)
    expect(dialog.get_by_role("img", name="Set B, picture 1")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="Set B, picture 2")).to_be_visible()
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("screen", SCREENS)
def test_reference_stays_in_view_and_nothing_scrolls_sideways(visit, screen):
    page = visit(**SCREENS[screen]).consent()

    page.locator("#set-D").scroll_into_view_if_needed()

    expect(page.locator("#reference img")).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("button", name="Continue")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("screen", ["phone", "small phone"])
def test_points_buttons_and_pictures_are_large_enough_to_touch(visit, screen):
    page = visit(**SCREENS[screen]).consent()

    boxes = page.locator("label.point, button:visible, a[data-enlarge]").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )

    assert len(boxes) > 4 * 7 + 20
    assert min(min(box) for box in boxes) >= 44


@pytest.mark.parametrize("screen", SCREENS)
def test_pictures_are_shown_whole_in_equal_frames(visit, screen):
    page = visit(**SCREENS[screen]).consent()
    page.wait_for_load_state("networkidle")

    frames = page.locator("[data-set] .frame")
    sizes = frames.evaluate_all("all => all.map(one => [one.clientWidth, one.clientHeight])")
    pictures = page.locator("img").evaluate_all(
        "all => all.map(one => [one.naturalWidth > 0, getComputedStyle(one).objectFit])"
    )

    assert {tuple(picture) for picture in pictures} == {(True, "contain")}
    for side in zip(*sizes, strict=True):
        assert max(side) - min(side) <= 1


def test_next_trial_s_pictures_are_there_before_it_is(visit):
    one = visit(**PHONE)
    page = one.consent()
    page.wait_for_load_state("networkidle")
    fetched = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    one.rate_all()
    one.go_on()
    page.wait_for_load_state("networkidle")

    needed = page.locator("form img").evaluate_all("all => all.map(one => one.currentSrc)")
    assert len(needed) == 21
    assert set(needed) <= set(fetched)


def test_language_can_be_switched_in_the_middle(visit):
    one = visit(**PHONE)
    page = one.consent()
    one.rate("A", 3)
    expect(page.locator("#saved-A")).to_have_text("Saved")

    page.get_by_role("link", name="Deutsch").click()

    page.wait_for_load_state("load")
    assert page.url.endswith("/1/")
    assert page.locator("html").get_attribute("lang") == "de"
    expect(page.locator("#set-A input").nth(2)).to_be_checked()


def test_without_javascript_back_and_the_language_lose_nothing(visit):
    one = visit(java_script_enabled=False, **PHONE)
    page = one.consent()
    one.rate_all()
    one.go_on()
    one.rate("B", 5)

    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"
    expect(page.locator("#set-B input").nth(4)).to_be_checked()
    one.rate("C", 2)
    page.get_by_role("button", name="Zurück").click()
    page.wait_for_url("**/1/")
    expect(page.locator("#set-A input").nth(2)).to_be_checked()
    page.go_back()
    page.reload()

    expect(page.locator("#set-C input").nth(1)).to_be_checked()


def test_with_javascript_they_are_links_again(visit):
    one = visit(**PHONE)
    page = one.consent()
    one.rate_all()
    one.go_on()

    expect(page.get_by_role("link", name="Deutsch")).to_have_attribute("href", "?lang=de")
    page.get_by_role("link", name="Back").click()

    page.wait_for_url("**/1/")
    expect(page.locator("#set-A input").nth(2)).to_be_checked()


@pytest.mark.parametrize("forced", ["none", "active"])
def test_the_next_set_alone_says_so_in_words_and_by_its_edge(visit, forced):
    one = visit(forced_colors=forced, **DESKTOP)
    page = one.consent()
    one.rate("A", 2)

    expect(page.locator(".next:visible")).to_have_count(1)
    expect(page.locator("#set-B .next")).to_have_text("next")
    edges = page.locator(".set").evaluate_all(
        "all => all.map(one => getComputedStyle(one)).map(one => one.outlineStyle + one.boxShadow)"
    )
    assert edges.count(edges[1]) == 1
    one.rate_all()
    expect(page.locator(".next:visible")).to_have_count(0)


@pytest.mark.parametrize(("width", "height", "least"), [(320, 256, 256), (844, 390, 380)])
def test_little_height_belongs_to_the_sets(visit, width, height, least):
    """As when a page is magnified four times, and on a phone that lies."""
    page = visit(viewport={"width": width, "height": height}).consent()

    page.locator("#set-B").evaluate("one => one.scrollIntoView()")

    free = page.evaluate(
        """() => {
          const column = document.querySelector(".sets").getBoundingClientRect();
          const middle = column.left + column.width / 2;
          const rows = [...Array(innerHeight).keys()];
          const isOfSets = (y) => document.elementFromPoint(middle, y)?.closest(".cards");
          return rows.filter(isOfSets).length;
        }"""
    )
    assert free >= least - 20


def test_a_lying_phone_shows_more_than_one_set(visit):
    page = visit(viewport={"width": 844, "height": 390}).consent()

    tall = page.locator("#set-B").evaluate("one => one.getBoundingClientRect().height")

    assert tall < 0.7 * 390
    expect(page.locator("#reference")).to_be_in_viewport()


def test_from_right_to_left_the_dialog_s_arrows_point_outwards(visit, settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    page = visit(locale="ar", **DESKTOP).consent()
    page.locator("#set-A [data-enlarge]").first.click()

    before, after = (page.locator(f"[data-turn='{by}']") for by in (-1, 1))

    assert before.bounding_box()["x"] > after.bounding_box()["x"]
    for button in (before, after):
        arrow = button.locator("[aria-hidden]")
        assert arrow.evaluate("one => getComputedStyle(one).scale") == "-1 1"
