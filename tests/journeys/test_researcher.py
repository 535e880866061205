"""A researcher's way through a real browser, from the pictures to the results."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from recommender.catalogue.importing import run_import
from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Import, Product, Run
from recommender.precompute import plan_run, work
from surveys.models import Round
from tests.journeys.visiting import wait_until_open
from tests.recommender.external.files import circle, file
from tests.recommender.precompute.shop import add_product, photograph
from tests.surveys.factories import answer_all, make_catalogue, make_round, make_run, take_part

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
TRANSITIONS_END = """Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
    .map((one) => one.finished)).then(() => true)"""


class Desk:
    """A researcher at one browser window."""

    def __init__(self, browser: Browser, site: str, **options: object) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.site = site
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))

    def _hear(self, message) -> None:
        if message.type in ("error", "warning") and "favicon" not in message.location["url"]:
            self.faults.append(message.text)

    def sign_in(self) -> Page:
        User.objects.create_superuser("ada", password="sesame")
        self.page.goto(f"{self.site}/admin/")
        self.page.get_by_label("Username").fill("ada")
        self.page.get_by_label("Password").fill("sesame")
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="What to do next")).to_be_visible()
        return self.page

    def check(self) -> None:
        """Nothing was complained about so far, axe has nothing to say, and nothing sticks out."""
        # A press that leads on comes back before the next page is there.
        self.page.wait_for_load_state("load")
        expect(self.page.get_by_role("heading", level=1).first).to_be_visible()
        # What waits for its pictures is dimmed, and rightly so, and brightens by and by.
        wait_until_open(self.page)
        self.page.evaluate(TRANSITIONS_END)
        assert self.faults == []
        found = Axe().run(self.page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        self.faults.clear()  # axe measures with inline styles, of which the policy complains


@pytest.fixture
def desk(browser, live_server) -> Iterator:
    desks = []

    def start(**options: object) -> Desk:
        desks.append(Desk(browser, live_server.url, **options))
        return desks[-1]

    yield start
    for one in desks:
        one.context.close()
        assert one.faults == []


@pytest.fixture
def shop_zip(tmp_path: Path) -> Path:
    """Seven hats, six mugs, and a file that is no picture."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(13):
            category = "hats" if number < 7 else "mugs"
            archive.writestr(f"{category}/{category}-{number:02d}.jpg", photograph(number))
        archive.writestr("hats/notes.jpg", b"these are no pixels")
    path = tmp_path / "shop.zip"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.fixture
def hats(transactional_db: None) -> Catalogue:
    catalogue = Catalogue.objects.create(name="hats")
    for number in range(8):
        add_product(catalogue, f"hat-{number}", category="hats", look=number)
    return catalogue


def import_all() -> None:
    """What a worker does with what waits for it."""
    for import_ in Import.objects.filter(state=Import.State.WAITING):
        run_import(import_pk=import_.pk)


def work_all() -> None:
    while ready := Chunk.objects.ready().first():
        work(ready.pk, worker="test")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_zip_to_the_link(desk, shop_zip, screen):
    one = desk(**screen)
    page = one.sign_in()
    one.check()

    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("Name of the catalogue").fill("my shop")
    page.get_by_label("Zip file").set_input_files(shop_zip)
    one.check()
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    import_all()
    expect(page.get_by_role("link", name="Next: compute methods")).to_be_visible()
    expect(page.get_by_role("cell", name="hats/notes.jpg")).to_be_visible()
    one.check()

    page.get_by_role("link", name="Next: compute methods").click()
    page.get_by_label("Random choice").check()
    page.get_by_role("checkbox", name="Structural similarity (SSIM)", exact=True).check()
    one.check()
    page.get_by_role("button", name="Compute the chosen methods").click()
    expect(page.get_by_role("progressbar", name="Progress of Random choice")).to_be_visible()
    work_all()
    expect(page.locator("#method-ssim .state")).to_have_text("finished")
    expect(page.locator("#method-random .state")).to_have_text("finished")
    expect(page.locator("#methods[hx-trigger]")).to_have_count(0)
    assert set(Run.objects.values_list("method", "state")) == {
        ("random", Run.State.FINISHED),
        ("ssim", Run.State.FINISHED),
    }
    one.check()

    page.locator(".samples a").first.click()
    expect(page.locator(".list")).to_have_count(2)
    expect(page.locator(".list img")).to_have_count(10)
    one.check()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="hats-01")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="hats-00")).to_be_visible()

    page.goto(f"{one.site}/admin/surveys/round/add/")
    expect(page.get_by_text("13 products have full lists")).to_be_visible()
    page.get_by_label("Title").press_sequentially("What looks alike")
    expect(page.get_by_label("Address")).to_have_value("what-looks-alike")
    page.get_by_role("button", name="Suggest 7 points").click()
    page.get_by_label("Consent").fill("I take part of my own free will.")
    one.check()
    page.get_by_role("button", name="Save and continue editing").click()
    one.check()

    page.get_by_role("link", name="Open the round…").click()
    one.check()
    page.get_by_role("button", name="Open the round").click()
    round = Round.objects.get()
    assert round.is_open
    assert len(round.scale_labels) == 7
    link = page.get_by_label("Link “Open link”")
    expect(link).to_have_value(f"{one.site}/s/what-looks-alike/")
    one.check()

    page.goto(link.input_value())
    expect(page.get_by_text("I take part of my own free will.")).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_runs_are_steered_with_the_keyboard_alone(desk, hats, screen):
    run = plan_run(catalogue=hats, method=registry.method("ssim", settings.METHODS))
    one = desk(**screen)
    page = one.sign_in()
    page.goto(f"{one.site}/admin/recommender/run/{run.pk}/change/")
    one.check()

    page.get_by_role("button", name="Pause").focus()
    with page.expect_response(lambda response: response.request.headers.get("hx-request")):
        pass  # what is asked for again and again does not take the focus away
    page.keyboard.press("Enter")
    expect(page.get_by_text("Paused: ssim.")).to_be_visible()
    expect(page.locator("#progress[hx-trigger]")).to_have_count(0)
    one.check()

    page.get_by_role("button", name="Resume").press("Enter")
    expect(page.get_by_text("Going on: ssim.")).to_be_visible()
    work_all()
    expect(page.locator("#progress .state")).to_have_text("finished")
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    one.check()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_lists_of_another_system_stand_beside_the_methods(desk, hats, tmp_path, screen):
    ids = [product.identifier for product in hats.products.all()]
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_bytes(file([*circle(ids), ("hat-0", 1, "cap")]))
    right.write_bytes(file(circle(ids)))
    one = desk(**screen)
    page = one.sign_in()
    page.goto(f"{one.site}/admin/recommender/catalogue/{hats.pk}/change/")

    page.get_by_label("Name of the other system").fill("rival")
    page.get_by_label("CSV file").set_input_files(wrong)
    one.check()
    page.get_by_role("button", name="Check and import").click()
    expect(page.get_by_role("row", name="42")).to_contain_text("no product “cap”")
    assert [fault for fault in one.faults if "422" not in fault] == []
    one.faults.clear()
    one.check()

    page.get_by_label("CSV file").set_input_files(right)
    page.get_by_role("button", name="Check and import").click()
    expect(page.get_by_text("External lists: rival: 8 of 8 products have a list.")).to_be_visible()
    expect(page.locator("#method-externalrival .state")).to_have_text("finished")
    one.check()

    page.locator(".samples a").first.click()
    expect(page.get_by_role("link", name="External lists: rival")).to_be_visible()
    expect(page.locator(".list img")).to_have_count(5)
    one.check()


def test_the_link_is_copied_with_one_press(desk, transactional_db):
    catalogue = make_catalogue()
    make_run(catalogue, "random", shift=1)
    round = make_round(catalogue, ["random"])
    one = desk(permissions=["clipboard-read", "clipboard-write"])
    page = one.sign_in()
    page.goto(f"{one.site}/admin/surveys/round/{round.pk}/open/")
    page.get_by_role("button", name="Open the round").click()

    page.get_by_role("button", name="Copy", exact=True).click()

    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{one.site}/s/alike/"


def test_counts_of_an_open_round_move_by_themselves(desk, transactional_db):
    catalogue = make_catalogue()
    make_run(catalogue, "random", shift=1)
    round = make_round(catalogue, ["random"])
    one = desk()
    page = one.sign_in()
    page.goto(f"{one.site}/admin/surveys/round/{round.pk}/open/")
    page.get_by_role("button", name="Open the round").click()
    completed = page.locator("#counts dd").nth(1)
    expect(completed).to_have_text("0")

    answer_all(take_part(round))

    expect(completed).to_have_text("1", timeout=30_000)
    page.get_by_role("link", name="Results").first.click()
    expect(page).to_have_url(re.compile("/results/alike/"))


def test_choices_in_the_form_say_at_once_what_they_leave(desk, transactional_db):
    first, second = make_catalogue("first"), make_catalogue("second", cap=7)
    half = make_run(first, "ssim", shift=1)
    half.neighbours.filter(reference__category="dress").delete()
    make_run(first, "random", shift=2)
    make_run(second, "random", shift=2)
    one = desk()
    page = one.sign_in()
    page.goto(f"{one.site}/admin/surveys/round/add/?catalogue={first.pk}")
    page.get_by_label("Title").fill("Typed before")
    eligible = page.locator("#eligible")
    expect(eligible).to_contain_text("12 products")

    page.get_by_role("checkbox", name="Structural similarity (SSIM)", exact=True).uncheck()
    expect(eligible).to_contain_text("24 products")

    page.get_by_label("Catalogue:").select_option("second")
    expect(eligible).to_contain_text("7 products")
    expect(page.get_by_label("Random choice")).to_be_checked()
    expect(page.locator("input[value=ssim]")).to_be_disabled()
    expect(page.get_by_label("Title")).to_have_value("Typed before")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_round_is_set_up_led_and_reviewed(desk, transactional_db, screen):
    catalogue = Catalogue.objects.create(name="shop")
    for number in range(16):
        category = "dress" if number < 8 else "shoe"
        add_product(catalogue, f"{category}-{number:02d}", category=category, look=number)
    for method, shift in {"ssim": 1, "efficientnet": 2, "random": 3}.items():
        make_run(catalogue, method, shift=shift)
    round = make_round(catalogue, ["ssim", "efficientnet", "random"])
    one = desk(**screen)
    page = one.sign_in()
    page.goto(f"{one.site}/admin/surveys/round/{round.pk}/change/")
    for group in page.locator("fieldset details > summary").all():
        group.click()
    one.check()

    page.get_by_role("link", name="Choose references").click()
    page.get_by_label("Category").select_option("shoe")
    page.get_by_label("Order").select_option("overlap")
    page.get_by_role("button", name="Show").click()
    for box in page.get_by_role("checkbox").all()[:4]:
        box.check()
    one.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("4 references are chosen.")).to_be_visible()
    one.check()
    page.get_by_role("link", name="Back to the round").click()
    expect(page.get_by_label("chosen by hand")).to_be_checked()

    page.get_by_label("Add a channel").select_option("prolific")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Completed: the code is missing.", exact=False)).to_be_visible()
    page.get_by_text("What the panel's link says").click()
    page.get_by_label("Quota").fill("30")
    page.get_by_role("group", name="At the end: completed").get_by_label("Code").fill("C1ABC")
    one.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("0 of the quota of 30")).to_be_visible()
    page.get_by_label("Add a channel").select_option("invitation")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Invitations").click()
    page.get_by_label("or links without names").fill("3")
    one.check()
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("3 people are invited.")).to_be_visible()
    one.check()
    page.get_by_role("link", name="Back to the round").click()

    page.get_by_role("link", name="Open the round…").click()
    page.get_by_role("button", name="Open the round").click()
    for value in (3, 4):
        answer_all(take_part(round, channel=round.channels.get(slug="open")), value=value)
    page.get_by_role("link", name="Pause the round…").click()
    one.check()
    page.get_by_role("button", name="Pause the round").click()
    expect(page.get_by_text("is now paused")).to_be_visible()
    expect(page.get_by_role("row", name="always the same answer")).to_contain_text("2")
    one.check()

    page.get_by_role("link", name="Balance").click()
    expect(page.get_by_text("2 participants are counted.")).to_be_visible()
    one.check()
    page.get_by_role("link", name="Back to the round").click()
    page.get_by_role("link", name="Participations", exact=True).last.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    one.check()

    page.goto(f"{one.site}/admin/surveys/round/{round.pk}/change/")
    page.get_by_role("link", name="Copy as a new draft…").click()
    one.check()
    page.get_by_role("button", name="Copy as a new draft").click()
    page.get_by_role("textbox", name="Question").fill("Which would you rather buy?")
    page.get_by_role("button", name="Save and continue editing").click()
    differences = page.get_by_role("group", name="Changed against the round it was copied from")
    expect(differences).to_contain_text("Which would you rather buy?")
    one.check()


def test_the_form_says_at_once_how_long_a_participant_needs(desk, transactional_db):
    catalogue = make_catalogue()
    for method, shift in {"ssim": 1, "random": 7}.items():
        make_run(catalogue, method, shift=shift)
    one = desk()
    page = one.sign_in()
    page.goto(f"{one.site}/admin/surveys/round/add/?catalogue={catalogue.pk}")
    length = page.locator("#length")
    expect(length).to_contain_text("20 pages with 2 sets each")

    page.get_by_label("References per participant").fill("10")
    page.get_by_label("References per participant").press("Tab")
    expect(length).to_contain_text("15 pages with 2 sets each")

    page.get_by_label("Practice").uncheck()
    expect(length).to_contain_text("14 pages with 2 sets each")

    page.get_by_role("button", name="Suggest the ends of a slider").click()
    expect(page.get_by_label("a slider from 0 to 100")).to_be_checked()
    expect(page.get_by_label("Scale:")).to_have_value("Not at all similar\nExtremely similar")


def test_a_product_is_found_from_the_list(desk, shop_zip):
    one = desk()
    page = one.sign_in()
    page.goto(f"{one.site}/admin/recommender/import/add/")
    page.get_by_label("Name of the catalogue").fill("my shop")
    page.get_by_label("Zip file").set_input_files(shop_zip)
    page.get_by_role("button", name="Import").click()
    import_all()
    page.goto(f"{one.site}/admin/recommender/product/")
    expect(page.locator("#result_list img")).to_have_count(13)
    one.check()

    page.locator("#searchbar").fill("mugs-10")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="mugs-10").first.click()

    expect(page.get_by_text("No method has finished in this catalogue yet.")).to_be_visible()
    assert Product.objects.count() == 13
