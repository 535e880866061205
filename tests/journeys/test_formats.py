"""Every answer format in a real browser: by touch, with the keyboard, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from surveys import rounds
from surveys.models import Participation, Rating
from tests.journeys.drawing import draw_pictures
from tests.journeys.visiting import (
    DESKTOP,
    PHONE,
    SCREENS,
    SMALL_PHONE,
    violations,
    wait_until_open,
)
from tests.surveys.factories import LABELS_OF_7, make_catalogue, make_round, make_run

# What the browser does is no other on another database; the rows behind it have tests of their own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

LABELS_OF_11 = ["1 – Not at all", *map(str, range(2, 11)), "11 – Extremely"]
SLIDER = {"scale_kind": "slider", "scale_labels": ["Not at all", "Extremely"]}
FORMATS = {
    "points": {"scale_labels": LABELS_OF_11},
    "slider": SLIDER,
    "products": {"answer_format": "product_rating"},
    "best": {"answer_format": "best_set"},
    "ranking": {"answer_format": "set_ranking"},
}
# One in which every set is saved by itself, and one in which an answer changes the others.
APART_AND_TOGETHER = ["slider", "ranking"]


@pytest.fixture
def open_round(transactional_db) -> Callable:
    """2 references for everyone after a practice, 3 sets each, and “I can't judge”."""

    def opened(name, **changes):
        catalogue = make_catalogue(mug=12, vase=6)
        draw_pictures(catalogue)
        shifts = {"ssim": 1, "efficientnet": 2, "random": 3}
        for method, shift in shifts.items():
            make_run(catalogue, method, shift=shift, k=3)
        fields = {
            "references_count": 2,
            "trials_per_participant": 2,
            "practice": True,
            "allows_cannot_judge": True,
            "scale_labels": LABELS_OF_7,
        }
        fields |= FORMATS[name] | changes
        return rounds.open_round(round=make_round(catalogue, list(shifts), **fields))

    return opened


def letters(page: Page) -> list[str]:
    ids = page.locator("[data-card]").evaluate_all("all => all.map(one => one.id)")
    return [one.removeprefix("set-") for one in ids]


def point(page: Page, letter: str, number: int):
    return page.locator(f"#set-{letter} label.point").nth(number - 1)


def slide(page: Page, letter: str, share: float) -> None:
    slider = page.locator(f"#set-{letter} [type=range]")
    box = slider.bounding_box()
    slider.click(position={"x": box["width"] * share, "y": box["height"] / 2})


def touch_all(page: Page, name: str) -> None:
    """An answer to everything that is asked, as a finger gives it."""
    shown = letters(page)
    if name == "best":
        page.get_by_text(f"Choose set {shown[-1]}").click()
        return
    for number, letter in enumerate(shown, start=1):
        if name == "slider":
            slide(page, letter, 0.75)
        else:
            point(page, letter, number if name == "ranking" else 2).click()


def fill_all(page: Page, name: str) -> None:
    """The same without JavaScript."""
    if name == "slider":
        for letter in letters(page):
            page.locator(f"#set-{letter} [type=number]").fill("75")
    else:
        touch_all(page, name)


def type_all(page: Page, name: str) -> None:
    """The same with the keyboard alone."""
    wait_until_open(page)
    shown = letters(page)
    if name == "best":
        page.keyboard.press(shown[-1].lower())
    for number in range(1, len(shown) + 1):
        if name == "slider":
            page.keyboard.press("8")
            expect(page.locator(f"#saved-{shown[number - 1]}")).to_have_text("Saved")
            page.keyboard.press("Enter" if number < len(shown) else "ArrowLeft")
        elif name != "best":
            page.keyboard.press(
                str(number) if name == "ranking" else "-" if name == "points" else "2"
            )


def wait_until_saved(page: Page) -> None:
    expect(page.locator("#to-go")).to_have_text("")
    expect(page.locator("[data-state]")).to_have_count(0)


def values() -> dict[int, list[int | None]]:
    """By the position of the trial."""
    found: dict[int, list[int | None]] = {}
    for rating in Rating.objects.order_by("slot").select_related("slot__trial"):
        found.setdefault(rating.slot.trial.position, []).append(rating.value)
    return found


def expected(name: str, slots: int) -> list[int]:
    return {
        "points": [2] * slots,
        "slider": [75] * slots,
        "products": [2] * slots,
        "best": [0] * (slots - 1) + [1],
        "ranking": list(range(1, slots + 1)),
    }[name]


@pytest.mark.parametrize("name", FORMATS)
def test_whole_way_by_touch_without_a_violation_of_accessibility(visit, open_round, name):
    open_round(name)
    page = visit(color_scheme="light", **PHONE).consent()
    found = {"practice": violations(page)}

    touch_all(page, name)
    wait_until_saved(page)
    found["answered"] = violations(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    found["remarks"] = violations(page)
    page.get_by_role("link", name="Begin").click()
    for position, button in ((1, "Continue"), (2, "Finish")):
        page.wait_for_url(f"**/{position}/")
        found[f"trial {position}"] = violations(page)
        touch_all(page, name)
        page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()

    assert {place: faults for place, faults in found.items() if faults} == {}
    for answers in values().values():
        near = [
            value if name != "slider" else 75 if 65 < value < 85 else value for value in answers
        ]
        assert near == expected(name, len(answers))


@pytest.mark.parametrize("name", ["slider", "best"])
def test_whole_way_without_javascript(visit, open_round, name):
    open_round(name)
    page = visit(java_script_enabled=False, **PHONE).consent()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()

    fill_all(page, name)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Begin").click()
    for button in ("Continue", "Finish"):
        fill_all(page, name)
        page.get_by_role("button", name=button).click()

    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    for answers in values().values():
        assert answers == expected(name, len(answers))


@pytest.mark.parametrize("name", FORMATS)
def test_whole_way_with_the_keyboard_alone(visit, open_round, name):
    open_round(name)
    page = visit(color_scheme="dark", **DESKTOP).consent()
    found = {"practice": violations(page)}

    type_all(page, name)
    wait_until_saved(page)
    found["answered"] = violations(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Begin")).to_be_visible()
    found["remarks"] = violations(page)
    page.get_by_role("link", name="Begin").focus()
    page.keyboard.press("Enter")
    for position in (1, 2):
        page.wait_for_url(f"**/{position}/")
        type_all(page, name)
        wait_until_saved(page)
        page.keyboard.press("Enter")
    page.wait_for_url("**/thanks/")

    assert {place: faults for place, faults in found.items() if faults} == {}
    for answers in values().values():
        typed = {"points": [11] * len(answers), "slider": [80] * (len(answers) - 1) + [79]}
        assert answers == typed.get(name, expected(name, len(answers)))


@pytest.mark.parametrize("name", APART_AND_TOGETHER)
def test_answers_given_without_a_network_are_sent_when_it_is_back(visit, open_round, name):
    open_round(name)
    one = visit(**PHONE)
    page = one.consent()
    page.wait_for_load_state("networkidle")
    one.context.set_offline(True)

    touch_all(page, name)
    expect(page.locator("[data-state=failed]").first).to_be_visible()
    expect(page.get_by_text("Not sent yet.").first).to_be_visible()
    assert not Rating.objects.exists()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#to-go")).to_have_text("Saving the last answers…")
    one.context.set_offline(False)

    expect(page.get_by_role("link", name="Begin")).to_be_visible(timeout=20_000)
    assert None not in values()[0]
    assert Participation.objects.get().trials.get(position=0).submitted_at is not None


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_scrolls_sideways_and_everything_can_be_touched(visit, open_round, name):
    open_round(name, practice=False)
    page = visit(**PHONE).consent()
    touched = page.locator(
        "label.point, label.choose, label.cannot, [type=range], button:visible, a[data-enlarge]"
    )

    for screen, options in SCREENS.items():
        page.set_viewport_size(options["viewport"])

        boxes = sizes(touched)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen
        assert min(height for _width, height in boxes) >= 44, screen
        if "phone" in screen:
            assert min(width for width, _height in boxes) >= 44, screen


@pytest.mark.parametrize(
    ("answer_format", "points"),
    [("set_rating", 2), ("set_rating", 6), ("set_rating", 8), ("product_rating", 11)],
)
def test_scales_of_all_lengths_fit_a_small_phone(visit, open_round, answer_format, points):
    labels = [f"Label {point}" for point in range(1, points + 1)]
    open_round("points", scale_labels=labels, answer_format=answer_format, practice=False)
    page = visit(**SMALL_PHONE).consent()

    boxes = sizes(page.locator("#set-A label.point"))

    assert len(boxes) == points
    assert min(map(min, boxes)) >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sizes(shown: Locator) -> list[tuple[float, float]]:
    return shown.evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )


def test_slider_shows_nothing_before_it_is_touched(visit, open_round):
    open_round("slider")
    page = visit(**DESKTOP).consent()
    slider = page.locator("#set-A [type=range]")

    assert slider.get_attribute("aria-valuetext") == "Not set"
    expect(page.locator("#set-A output")).to_have_text("Not set")
    expect(page.locator("#to-go")).to_have_text("2 sets to go")
    page.get_by_role("button", name="Continue").click()
    expect(slider).to_be_focused()

    assert not Rating.objects.exists()


def test_press_on_the_very_middle_of_a_slider_is_an_answer(visit, open_round):
    open_round("slider")
    page = visit(**DESKTOP).consent()

    slide(page, "A", 0.5)

    expect(page.locator("#saved-A")).to_have_text("Saved")
    assert 49 <= Rating.objects.get().value <= 51


def test_held_arrow_key_is_saved_once_the_slider_stands_still(visit, open_round):
    open_round("slider")
    one = visit(**DESKTOP)
    one.page.clock.install(time=0)
    page = one.consent()
    page.locator("#set-A [type=range]").focus()
    page.clock.pause_at(3_600_000)

    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.clock.run_for(100)
    expect(page.locator("#set-A output")).to_have_text("55")
    expect(page.locator("#set-A")).to_have_attribute("data-state", "saving")
    assert not Rating.objects.exists()
    page.clock.run_for(1000)
    expect(page.locator("#saved-A")).to_have_text("Saved")

    assert Rating.objects.get().value == 55
    assert not Rating.objects.get().revisions.exists()


def test_slider_and_cannot_judge_take_turns(visit, open_round):
    open_round("slider")
    page = visit(**DESKTOP).consent()
    box = page.locator("#set-A [type=checkbox]")
    slide(page, "A", 0.75)
    expect(page.locator("#saved-A")).to_have_text("Saved")

    box.check()
    expect(page.locator("#set-A output")).to_have_text("Not set")
    expect(page.locator("#saved-A")).to_have_text("Saved")
    assert Rating.objects.get().value is None
    box.uncheck()
    expect(page.locator("#saved-A")).to_have_text("")
    expect(page.locator("#to-go")).to_have_text("2 sets to go")
    slide(page, "A", 0.25)
    expect(page.locator("#saved-A")).to_have_text("Saved")

    expect(box).not_to_be_checked()
    assert 15 < Rating.objects.get().value < 35


def ranks(page: Page) -> list[int | None]:
    chosen = [page.locator(f"#set-{letter} [type=radio]:checked") for letter in letters(page)]
    return [int(one.input_value()) if one.count() else None for one in chosen]


def test_choosing_a_taken_rank_swaps(visit, open_round):
    open_round("ranking", practice=False)
    page = visit(**DESKTOP).consent()
    touch_all(page, "ranking")
    wait_until_saved(page)

    point(page, "A", 3).click()

    assert ranks(page) == [3, 2, 1]
    wait_until_saved(page)
    assert values()[1] == [3, 2, 1]


def test_taking_a_rank_without_having_one_asks_for_the_other_set_again(visit, open_round):
    open_round("ranking", practice=False)
    page = visit(**DESKTOP).consent()
    point(page, "A", 1).click()

    point(page, "B", 1).click()

    assert ranks(page) == [None, 1, None]
    expect(page.locator("#to-go")).to_have_text("2 sets to go")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#set-A [type=radio]").first).to_be_focused()


def test_ranks_that_were_taken_away_are_open_after_coming_back(visit, open_round):
    open_round("ranking", practice=False)
    page = visit(**DESKTOP).consent()
    for letter, rank in {"A": 1, "B": 1, "C": 2}.items():
        point(page, letter, rank).click()
        expect(page.locator(f"#saved-{letter}")).to_have_text("Saved")

    page.reload()

    assert ranks(page) == [None, 1, 2]
    expect(page.locator("#saved-A")).to_have_text("")
    expect(page.locator("#to-go")).to_have_text("1 set to go")
    point(page, "A", 3).click()
    wait_until_saved(page)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/2/")
    assert values()[1] == [3, 1, 2]


def test_arrow_keys_pass_taken_ranks_without_taking_them(visit, open_round):
    open_round("ranking", practice=False)
    page = visit(**DESKTOP).consent()
    point(page, "A", 1).click()
    point(page, "B", 2).click()
    page.locator("#set-C [type=radio]").first.focus()

    for key in ("Space", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)

    assert ranks(page) == [1, 2, 3]
    wait_until_saved(page)
    assert values()[1] == [1, 2, 3]


def test_ranks_and_cannot_judge_take_turns(visit, open_round):
    open_round("ranking", practice=False)
    page = visit(**DESKTOP).consent()
    touch_all(page, "ranking")
    wait_until_saved(page)

    page.get_by_label("I can't judge these sets").check()
    assert ranks(page) == [None, None, None]
    wait_until_saved(page)
    assert values()[1] == [None, None, None]
    touch_all(page, "ranking")
    wait_until_saved(page)
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/2/")
    assert values()[1] == [1, 2, 3]


def test_best_set_can_be_chosen_again_and_not_judged(visit, open_round):
    open_round("best", practice=False)
    page = visit(**DESKTOP).consent()
    page.keyboard.press("b")
    wait_until_saved(page)
    page.keyboard.press("c")
    wait_until_saved(page)
    assert values()[1] == [0, 0, 1]

    page.get_by_label("I can't judge these sets").check()
    wait_until_saved(page)
    assert values()[1] == [None, None, None]
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/2/")


@pytest.mark.parametrize("name", APART_AND_TOGETHER)
def test_coming_back_shows_what_is_saved(visit, open_round, name):
    open_round(name, practice=False)
    page = visit(**PHONE).consent()
    touch_all(page, name)
    wait_until_saved(page)
    before = page.locator("form [type=radio]:checked, form [type=number]").evaluate_all(
        "all => all.map(one => one.name + one.value)"
    )

    page.reload()

    after = page.locator("form [type=radio]:checked, form [type=number]").evaluate_all(
        "all => all.map(one => one.name + one.value)"
    )
    assert after == before
    expect(page.locator("#to-go")).to_have_text("")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/2/$"))
