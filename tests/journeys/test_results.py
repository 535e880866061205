"""The results page in a real browser: nothing sticks out, and everybody can read it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from surveys import tasks
from surveys.models import Round
from tests.surveys.answered import answer, closed_round, open_round

# What the browser does is no other on another database; the rows behind it have tests of their own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]
CAREFUL = {"ssim": 2, "ssim+segmented": 4, "random": 1}


@pytest.fixture(params=[390, 1280], ids=["phone", "desktop"])
def page(request, browser, live_server, admin_client):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": request.param, "height": 900}
    )
    session = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def check(page):
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def answered(round):
    answer(round, CAREFUL, number=1)
    answer(round, {"ssim": 3, "ssim+segmented": 5, "random": 2}, number=2)
    answer(round, dict.fromkeys(CAREFUL, 5), number=3)
    return round


def test_the_flagged_are_left_out_with_one_click(page):
    round = answered(closed_round(shared=False))
    page.goto(reverse("surveys:results", args=[round.slug]))
    expect(page.get_by_role("heading", name="With and without the flagged")).to_be_visible()
    check(page)

    page.get_by_text("Who is flagged, and why").click()
    expect(page.get_by_text("Every answer is the same.")).to_be_visible()
    page.get_by_role("link", name="Without 1 flagged").click()

    expect(page.get_by_role("link", name="Without 1 flagged")).to_have_attribute(
        "aria-current", "page"
    )
    check(page)


def test_an_open_round_shows_how_precise_it_is_and_who_leads_on_asking(page):
    round = answered(open_round(shared=True))
    page.goto(reverse("surveys:results", args=[round.slug]))

    expect(page.get_by_role("heading", name="How precise the results are by now")).to_be_visible()
    expect(page.get_by_role("heading", name="How the intervals narrow")).to_be_visible()
    expect(page.locator("img[src*='scores']")).to_have_count(0)
    check(page)

    page.get_by_role("button", name="Show me who leads").click()
    expect(page.get_by_role("heading", name="Perceived similarity")).to_be_visible()
    expect(page.get_by_text("Results were looked at 1 time before the end")).to_be_visible()
    check(page)


def test_every_figure_has_its_numbers_and_its_files(page):
    round = answered(closed_round(shared=False))
    page.goto(reverse("surveys:results", args=[round.slug]))

    for summary in page.locator("details > summary").all():
        summary.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Figure as PDF").first.click()

    assert download.value.suggested_filename == "pilot-scores.pdf"
    check(page)


def test_the_report_can_be_read_on_any_screen_and_printed(page):
    round = answered(closed_round(shared=False))
    page.goto(reverse("surveys:results", args=[round.slug]))
    page.get_by_role("link", name="Report", exact=True).click()

    expect(page.get_by_role("heading", name="Pilot: report")).to_be_visible()
    check(page)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


def test_many_answers_are_analysed_by_a_worker_while_the_page_waits(page, monkeypatch):
    monkeypatch.setattr("surveys.results.standing.FEW_ANSWERS", 5)
    sent = []
    monkeypatch.setattr("surveys.tasks._send", sent.append)
    round = answered(closed_round(shared=False))
    page.goto(reverse("surveys:results", args=[round.slug]))
    expect(page.get_by_text("The answers are being analysed.")).to_be_visible()
    check(page)

    tasks.analyse_round(*sent)

    expect(page.get_by_role("heading", name="Perceived similarity")).to_be_visible()


def test_a_plan_is_made_with_the_keyboard_alone(page):
    round = open_round(state=Round.State.DRAFT)
    page.goto(reverse("surveys:plan", args=[round.slug]))
    check(page)

    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Planned sample").fill("40")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The plan is saved.")).to_be_visible()
    round.refresh_from_db()
    assert round.analysis_plan["participants"] == 40
    assert len(round.analysis_plan["contrasts"]) == 1
