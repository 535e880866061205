"""From a panel to the survey and back, in a real browser, as each panel does it."""

import html
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, expect

from surveys import rounds
from surveys.channel_presets import apply_preset
from surveys.invitations import Invitee, invite, links_csv
from surveys.models import Channel, Identity, Participation, Rating, Round, Withdrawal
from tests.journeys.drawing import draw_pictures
from tests.surveys.factories import make_catalogue, make_round, make_run, take_part

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
SCREENS = {"phone": PHONE, "desktop": DESKTOP}
SANDBOX = "https://workersandbox.mturk.com"
MTURK = {"workerId": "W1", "assignmentId": "A1", "hitId": "H1", "turkSubmitTo": SANDBOX}
PROLIFIC = {"PROLIFIC_PID": "p1", "STUDY_ID": "s1", "SESSION_ID": "x1"}


@pytest.fixture
def opened(transactional_db) -> Round:
    """2 references of 2 sets each for everybody."""
    catalogue = make_catalogue(mug=14)
    draw_pictures(catalogue)
    for shift, method in enumerate(["ssim", "random"], start=1):
        make_run(catalogue, method, shift=3 * shift)
    draft = make_round(catalogue, ["ssim", "random"], references_count=2, trials_per_participant=2)
    return rounds.open_round(round=draft)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(reduced_motion="reduce", **DESKTOP) as context:
        yield context


class Outside:
    """The web beyond the site: it answers every address with a page, and remembers who asked."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        self.referrers: list[str] = []
        context.route(f"https://{host}/**", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        fields = parse_qs(request.post_data or urlsplit(request.url).query)
        self.asked.append((request.method, request.url, fields))
        self.referrers.append(request.headers.get("referer", ""))
        route.fulfill(content_type="text/html", body="<h1>The panel knows</h1>")


def add(round: Round, preset: str, **columns: object) -> Channel:
    channel = apply_preset(Channel(round=round), preset)
    for outcome in channel.outcomes.values():
        outcome["code"] = "C0DE"
    for column, value in columns.items():
        setattr(channel, column, value)
    channel.save()
    return channel


def answer(page: Page | Frame, name: str) -> None:
    for letter in "AB":
        page.locator(f"#set-{letter} label.point").nth(3).click()
    page.get_by_role("button", name=name).click()


def answer_all(page: Page | Frame) -> None:
    answer(page, "Continue")
    page.wait_for_url("**/2/")
    answer(page, "Finish")
    page.wait_for_url("**/thanks/")


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_prolific_sends_and_gets_back(browser, live_server, opened, screen, theme):
    add(opened, "prolific")
    found = {}
    with browser.new_context(
        reduced_motion="reduce", color_scheme=theme, **SCREENS[screen]
    ) as context:
        outside = Outside(context, "app.prolific.com")
        page = context.new_page()
        page.goto(f"{live_server.url}/s/alike/prolific/?{urlencode(PROLIFIC)}")
        found["welcome"] = violations(page)
        page.get_by_role("button", name="I agree").click()
        page.wait_for_url("**/1/")
        page.get_by_role("link", name="Withdraw").click()
        found["withdraw"] = violations(page)
        page.get_by_role("link", name="Go back").click()
        page.wait_for_url("**/1/")
        answer_all(page)
        page.get_by_role("button", name="Stay here").click()
        found["thanks"] = violations(page)
        expect(page.get_by_label("Your completion code")).to_have_value("C0DE")
        expect(page.get_by_role("button", name="Copy")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        page.get_by_role("link", name="Return to app.prolific.com").click()

        expect(page.get_by_text("The panel knows")).to_be_visible()
        page.goto(f"{live_server.url}/s/alike/prolific/?{urlencode(PROLIFIC)}")
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    address = "https://app.prolific.com/submissions/complete?cc=C0DE"
    assert outside.asked == [("GET", address, {"cc": ["C0DE"]})]
    assert outside.referrers == [""]
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert Participation.objects.get().completed_at is not None


def test_who_does_not_agree_goes_back_to_prolific(context, live_server, opened):
    add(opened, "prolific")
    outside = Outside(context, "app.prolific.com")
    page = context.new_page()
    page.goto(f"{live_server.url}/s/alike/prolific/?{urlencode(PROLIFIC)}")

    page.get_by_role("button", name="I do not agree").click()
    assert violations(page) == []
    page.get_by_role("link", name="Return to app.prolific.com").click()

    expect(page.get_by_text("The panel knows")).to_be_visible()
    assert len(outside.asked) == 1
    assert not Participation.objects.exists()


def test_sona_gets_its_survey_code_back_without_javascript(browser, live_server, opened):
    add(opened, "sona")
    with browser.new_context(java_script_enabled=False, **PHONE) as context:
        outside = Outside(context, "school.sona-systems.com")
        page = context.new_page()
        page.goto(f"{live_server.url}/s/alike/sona/?survey_code=4711")
        page.get_by_role("button", name="I agree").click()
        answer_all(page)

        page.get_by_role("link", name="Return to").click()

        expect(page.get_by_text("The panel knows")).to_be_visible()
    assert outside.asked[0][2]["survey_code"] == ["4711"]


def test_invited_person_goes_on_with_the_same_link_on_another_device(browser, live_server, opened):
    channel = add(opened, "invitation")
    invite(channel=channel, invitees=[Invitee(1, address="ada@example.org")])
    link = list(links_csv(channel=channel, site=live_server.url))[1].strip().split(",")[2]
    with browser.new_context(**PHONE) as phone, browser.new_context(**DESKTOP) as desktop:
        page = phone.new_page()
        page.goto(link)
        page.get_by_role("button", name="I agree").click()
        page.wait_for_url("**/1/")
        answer(page, "Continue")
        page.wait_for_url("**/2/")

        another = desktop.new_page()
        another.goto(link)

        another.wait_for_url("**/2/")
        answer(another, "Finish")
        expect(another.get_by_role("heading", name="Thank you!")).to_be_visible()
        another.goto(link[:-3])
        expect(another.get_by_role("heading")).to_have_text("We do not know this invitation")
        assert violations(another) == []
    assert Identity.objects.get().participation.completed_at is not None


@pytest.fixture
def panel(live_server) -> Iterator[str]:
    """The origin of a page that frames whatever its query names; not the site's: 127.0.0.1."""

    class PanelPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            framed = html.escape(parse_qs(urlsplit(self.path).query).get("framed", [""])[0])
            frame = f"<iframe src='{framed}' width=1200 height=700></iframe>" if framed else ""
            body = f"<!doctype html><title>P</title>{frame}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the terminal is the tests'."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), PanelPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert urlsplit(live_server.url).hostname == "localhost"
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def open_framed(context: BrowserContext, panel: str, address: str) -> tuple[Page, Frame]:
    page = context.new_page()
    page.goto(f"{panel}/task?{urlencode({'framed': address})}")
    (frame,) = page.main_frame.child_frames
    return page, frame


def test_mturk_frames_the_survey_without_cookies_and_gets_the_form(
    context, live_server, opened, panel
):
    add(opened, "mturk", frame_hosts=[urlsplit(panel).netloc])
    outside = Outside(context, "workersandbox.mturk.com")
    task = f"{live_server.url}/s/alike/mturk/"
    preview = {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "hitId": "H1"}
    _page, before = open_framed(context, panel, f"{task}?{urlencode(preview)}")
    expect(before.get_by_text("This is a preview")).to_be_visible()
    expect(before.get_by_role("button")).to_have_count(0)

    _page, frame = open_framed(context, panel, f"{task}?{urlencode(MTURK)}")
    assert cookies_are_blocked(frame)
    frame.get_by_role("button", name="I agree").click()
    frame.wait_for_url("**/1/")
    frame.locator("#set-A label.point").nth(1).click()
    expect(frame.locator("#saved-A")).to_have_text("Saved")
    answer_all(frame)
    frame.get_by_role("button", name="Send to workersandbox.mturk.com").click()

    expect(frame.get_by_text("The panel knows")).to_be_visible()
    ((method, address, fields),) = outside.asked
    assert (method, address) == ("POST", f"{SANDBOX}/mturk/externalSubmit")
    assert fields == {
        "assignmentId": ["A1"],
        "hitId": ["H1"],
        "outcome": ["complete"],
        "code": ["C0DE"],
    }
    assert Rating.objects.count() == 4
    assert not context.cookies()


def cookies_are_blocked(frame: Frame) -> bool:
    """Whether the frame can keep no cookie, even one that is made for frames."""
    return (
        frame.evaluate("document.cookie = 'probe=1; SameSite=None; Secure', document.cookie") == ""
    )


def test_withdrawing_works_inside_the_frame_up_to_the_receipt(context, live_server, opened, panel):
    add(opened, "mturk", frame_hosts=[urlsplit(panel).netloc])
    _page, frame = open_framed(
        context, panel, f"{live_server.url}/s/alike/mturk/?{urlencode(MTURK)}"
    )
    frame.get_by_role("button", name="I agree").click()
    frame.get_by_role("link", name="Withdraw").click()
    frame.get_by_role("button", name="Withdraw my consent").click()

    expect(frame.get_by_role("heading", name="You have withdrawn")).to_be_visible()
    expect(frame.get_by_label("Number of the receipt")).to_have_value(
        Withdrawal.objects.get().receipt
    )
    assert not Participation.objects.exists()


def test_page_of_nobody_s_panel_frames_nothing(context, live_server, opened, panel):
    add(opened, "mturk")
    messages = []
    context.on("console", lambda message: messages.append(message.text))

    _page, frame = open_framed(
        context, panel, f"{live_server.url}/s/alike/mturk/?{urlencode(MTURK)}"
    )

    expect(frame.get_by_role("button", name="I agree")).to_have_count(0)
    assert any("frame-ancestors" in message for message in messages)


def test_links_to_elsewhere_do_not_tell_the_token(context, live_server, opened):
    Round.objects.update(consent_text="Read more on https://institute.example/study first.")
    outside = Outside(context, "institute.example")
    page = context.new_page()
    page.goto(f"{live_server.url}/p/{take_part(opened).token}/withdraw/")
    page.get_by_text("What you agreed to").click()

    page.get_by_role("link", name="institute.example").click()

    expect(page.get_by_text("The panel knows")).to_be_visible()
    assert outside.referrers == [""]
