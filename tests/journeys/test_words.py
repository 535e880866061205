"""The pages around the trials in a real browser: both themes, both ways of reading, the return."""

import pytest
from playwright.sync_api import expect

from surveys import logos, rounds
from surveys import participation as participating
from surveys.channel_presets import apply_preset
from surveys.models import Channel, Participation, Round
from tests.journeys.drawing import draw_pictures
from tests.journeys.visiting import DESKTOP, PHONE, SCREENS, Visit, violations
from tests.surveys.factories import answer_all, make_catalogue, make_round, make_run, take_part
from tests.surveys.test_logos import file_of
from tests.surveys.wordings import GERMAN

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.embedded,
    pytest.mark.usefixtures("opened"),
]


@pytest.fixture
def opened(transactional_db) -> Round:
    """With everything that a researcher can say, in two languages, and a practice."""
    catalogue = make_catalogue(mug=14)
    draw_pictures(catalogue)
    for shift, method in enumerate(["ssim", "efficientnet"], start=1):
        make_run(catalogue, method, shift=shift)
    logo = logos.prepare(file_of())
    logos.store(logo)
    draft = make_round(
        catalogue,
        ["ssim", "efficientnet"],
        references_count=3,
        practice=True,
        translations={"de": GERMAN},
        asked_by="Institute of Perception",
        contact="ada@perception.example",
        logo=logo.column,
        accent="#ffd400",
        consent_text="We store:\n\n- answers\n- times\n\nWrite to me@example.org.",
    )
    return rounds.open_round(round=draft)


@pytest.fixture
def finished(opened) -> Participation:
    """Came from a panel that takes people back."""
    panel = apply_preset(Channel(round=opened), "prolific")
    panel.outcomes = {"complete": {"code": "C1", "address": "https://panel.example/?cc={code}"}}
    panel.save()
    participation = take_part(opened, channel=panel, person="P1")
    answer_all(participation)
    return participation


def pages(round: Round, finished: Participation) -> dict[str, str]:
    """States around the trials, by name."""
    practised, other = take_part(round), take_part(round)
    participating.submit_trial(participation=practised, position=0, values={0: 3, 1: 3})
    panel = finished.channel
    Channel.objects.create(round=round, slug="off", name="Off", is_active=False)
    Channel.objects.create(round=round, slug="full", name="Full", quota=0)
    return {
        "welcome": "/s/alike/",
        "german": "/s/alike/?lang=de",
        "practised": f"/p/{practised.token}/0/",
        "thanks": f"/p/{finished.token}/thanks/",
        "withdraw": f"/p/{other.token}/withdraw/",
        "not reached": f"/p/{other.token}/99/",
        "inactive": "/s/alike/off/",
        "full": "/s/alike/full/",
        "no person": f"/s/alike/{panel.slug}/",
        "unknown": "/p/nobody/",
        "design": "/design/",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_state_violates_accessibility(visit, opened, finished, theme):
    one = visit(color_scheme=theme, **PHONE)
    found = {}

    for name, address in pages(opened, finished).items():
        one.page.goto(one.site + address)
        found[name] = violations(one.page)

    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_from_right_to_left_nothing_scrolls_sideways(visit, opened, finished, settings, screen):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    one = visit(locale="ar", **SCREENS[screen])
    wide = {}

    for name, address in pages(opened, finished).items():
        one.page.goto(one.site + address)
        assert one.page.locator("html").get_attribute("dir") == "rtl"
        wide[name] = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


def thanks(visit, finished):
    one = visit(**DESKTOP)
    one.page.clock.install()
    one.page.route("https://panel.example/**", lambda route: route.fulfill(body="Welcome back"))
    one.page.goto(f"{one.site}/p/{finished.token}/thanks/")
    return one.page


def test_who_has_finished_returns_to_the_panel_after_a_while(visit, finished):
    page = thanks(visit, finished)
    expect(page.locator("#returning")).to_have_text("You return by yourself in 20 seconds.")
    expect(page.get_by_role("link", name="Return to panel.example")).to_be_visible()

    page.clock.run_for(20_000)

    page.wait_for_url("https://panel.example/?cc=C1")


def test_who_comes_back_by_the_browser_s_arrow_stays_though_nothing_is_stored(visit, finished):
    one = visit(**DESKTOP)
    one.page.clock.install()
    one.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no') } })"
    )
    one.page.route("https://panel.example/**", lambda route: route.fulfill(body="Welcome back"))
    one.page.goto(f"{one.site}/p/{finished.token}/thanks/")
    expect(one.page.locator("#returning")).to_have_text("You return by yourself in 20 seconds.")
    one.page.clock.run_for(20_000)
    one.page.wait_for_url("https://panel.example/?cc=C1")

    one.page.go_back()
    one.page.clock.run_for(60_000)

    expect(one.page.get_by_role("link", name="Return to panel.example")).to_be_visible()
    assert one.page.url.endswith("/thanks/")


def test_who_would_rather_stay_stays(visit, finished):
    page = thanks(visit, finished)

    page.get_by_role("button", name="Stay here").click()
    page.clock.run_for(60_000)

    expect(page.locator("#returning")).to_contain_text("You stay here.")
    expect(page.get_by_role("link", name="Return to panel.example")).to_be_focused()
    assert page.url.endswith("/thanks/")


def test_who_copies_the_code_is_not_taken_away(visit, finished):
    page = thanks(visit, finished)

    page.get_by_role("button", name="Copy").click()
    page.clock.run_for(60_000)

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.url.endswith("/thanks/")


def test_without_javascript_the_link_leads_back_and_nothing_promises_more(visit, finished):
    one = visit(java_script_enabled=False, **PHONE)
    one.page.goto(f"{one.site}/p/{finished.token}/thanks/")

    link = one.page.get_by_role("link", name="Return to panel.example")

    assert link.get_attribute("href") == "https://panel.example/?cc=C1"
    expect(one.page.get_by_role("button", name="Stay here")).to_be_hidden()
    expect(one.page.locator("#returning")).to_be_hidden()


def test_language_is_switched_and_kept_without_cookies(visit):
    one = visit(java_script_enabled=False, **PHONE)
    page = one.page
    page.goto(f"{one.site}/s/alike/")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name=GERMAN["title"])).to_be_visible()
    page.locator("button[value=agree]").click()
    page.wait_for_url("**/0/")
    one.context.clear_cookies()

    page.reload()

    assert page.locator("html").get_attribute("lang") == "de"
    expect(page.get_by_role("heading", name=GERMAN["question"])).to_be_visible()


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaften"
NARROW = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


WORDS = dict.fromkeys(("title", "question", "asked_by", "contact", "welcome_text"), LONG)
LABELS = [LONG, "2", LONG, "4", LONG]


def past_their_place(one: Visit, addresses: dict[str, str]) -> dict[str, list[str]]:
    past = {}
    for name, address in addresses.items():
        one.page.goto(one.site + address)
        past[name] = one.page.evaluate(OUTSIDE)
        if one.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            past[name].append("scrolls sideways")
    return {name: texts for name, texts in past.items() if texts}


@pytest.mark.parametrize("screen", [NARROW, PHONE, DESKTOP], ids=["320", "390", "1280"])
def test_longest_word_stays_on_its_page(visit, opened, finished, screen):
    Round.objects.update(**WORDS, scale_labels=LABELS)
    addresses = {"home": "/", **pages(opened, finished), **trials(opened)}

    assert past_their_place(visit(**screen), addresses) == {}


@pytest.mark.parametrize("screen", [NARROW, DESKTOP], ids=["320", "1280"])
@pytest.mark.parametrize("answer_format", Round.AnswerFormat.values)
def test_longest_word_stays_in_its_set(visit, opened, screen, answer_format):
    Round.objects.update(**WORDS, scale_labels=LABELS, answer_format=answer_format)
    opened.refresh_from_db()

    assert past_their_place(visit(**screen), trials(opened)) == {}


def test_longest_word_stays_beside_its_slider(visit, opened):
    Round.objects.update(**WORDS, scale_labels=[LONG, LONG], scale_kind="slider")
    opened.refresh_from_db()

    assert past_their_place(visit(**NARROW), trials(opened)) == {}


def trials(round: Round) -> dict[str, str]:
    at = f"/p/{take_part(round).token}"
    return {"practice": f"{at}/0/"}


# Words that stand out of the window, or out of the set or the line of the scale that holds them.
OUTSIDE = """
  () => {
    const past = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode, one = text.parentElement;
      const isSeen = one.checkVisibility({ opacityProperty: true })
        && !one.closest(".visually-hidden");
      if (!text.data.trim() || !isSeen) continue;
      const range = document.createRange();
      range.selectNode(text);
      const box = range.getBoundingClientRect();
      const around = one.closest(".in-lines .point, .set")?.getBoundingClientRect();
      const isOut = box.left < -1 || box.right > innerWidth + 1
        || (around && (box.bottom > around.bottom + 1 || box.right > around.right + 1));
      if (isOut) past.push(`${one.className || one.tagName}: ${text.data.trim().slice(0, 40)}`);
    }
    return past;
  }
"""


def test_best_set_says_saved_once_and_in_line(visit, opened):
    Round.objects.update(answer_format="best_set")
    opened.refresh_from_db()
    one = visit(**PHONE)
    page = one.page
    practised = take_part(opened)
    participating.submit_trial(participation=practised, position=0, values={0: 1})
    page.goto(f"{one.site}/p/{practised.token}/1/")

    page.get_by_text("Choose set A").click()

    expect(page.locator("#saved-best")).to_have_text("Saved")
    mark = "one => getComputedStyle(one, '::before').content"
    assert page.locator("#to-go").evaluate(mark) == "none"
    middles = [
        box["y"] + box["height"] / 2
        for box in (page.locator(f"#{name}").bounding_box() for name in ("saved-best", "continue"))
    ]
    assert abs(middles[0] - middles[1]) <= 2
