"""A researcher's way to a robustness report, by keyboard, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from recommender.models import Run
from tests.recommender.robustness.conftest import computed as computed
from tests.recommender.robustness.conftest import grey as grey
from tests.recommender.robustness.conftest import greys as greys
from tests.recommender.robustness.conftest import no_weights as no_weights
from tests.recommender.robustness.conftest import work_all as work_all

# What the browser does is no other on another database; the rows behind it have tests of their own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


def sign_in(page: Page, site: str) -> None:
    User.objects.create_superuser("ada", password="sesame")
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("sesame")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("link", name="Log out").or_(page.locator("#logout-form"))
    ).to_be_visible()


def check(page: Page) -> None:
    """Axe has nothing to say, every picture is there, and nothing sticks out."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    assert page.evaluate(broken) == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_report_is_made_by_keyboard_and_comes_by_itself(
    computed: Run,
    work_all: Callable[[], None],
    browser: Browser,
    live_server,
    viewport: dict[str, int],
) -> None:
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/recommender/catalogue/{computed.catalogue_id}/change/")

    page.get_by_role("link", name="Robustness", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A new report")).to_be_visible()
    check(page)
    page.get_by_role("checkbox", name="Mean grey").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.get_by_role("button", name="Make the report").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("of 42 disturbed pictures")).to_be_visible()
    check(page)
    work_all()

    expect(page.get_by_role("heading", name="All numbers")).to_be_visible(timeout=30_000)
    expect(page.locator("figure.chart img")).to_have_count(2)
    expect(page.locator(".disturbed img")).to_have_count(7)
    check(page)
    context.close()


def test_without_javascript_the_report_is_made_as_well(
    computed: Run, work_all: Callable[[], None], browser: Browser, live_server
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/recommender/robustnessreport/for/{computed.catalogue_id}/")
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_text("of 42 disturbed pictures")).to_be_visible()
    work_all()

    page.reload()

    expect(page.get_by_role("heading", name="All numbers")).to_be_visible()
    context.close()
