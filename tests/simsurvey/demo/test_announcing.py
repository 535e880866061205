from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from simsurvey.demo.links import links
from simsurvey.management.commands import demo, up
from surveys.models import Round
from tests.surveys.factories import make_catalogue, make_round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("draft", "opens by itself when everything is computed"),
        ("open", "The survey is open, as you left it."),
        ("closed", "The survey is closed, as you left it."),
    ],
)
def test_what_comes_depends_on_where_the_survey_stands(state: str, told: str) -> None:
    make_round(make_catalogue(mug=6), ["ssim"], slug="demo")
    Round.objects.update(state=state)

    assert told in demo._what_comes("demo")
    assert "goes on where it was" in demo._what_comes("demo")


def test_a_first_start_says_that_the_survey_opens_by_itself() -> None:
    assert "in about 5 minutes" in demo._what_comes("demo")


def test_a_password_that_is_not_known_is_said_to_be_its_owner_s() -> None:
    assert "password that you chose" in links("http://here", "demo", password="", below="")
    assert "password abc" in links("http://here", "demo", password="abc", below="")


@pytest.fixture
def said() -> Callable[[], str]:
    def welcome() -> str:
        command, lines = up.Command(), list[str]()
        command.say = lines.append  # type: ignore[method-assign]
        command.welcome("http://here")
        return "\n".join(lines)

    return welcome


def test_up_says_how_to_make_an_account_until_there_is_one(said: Callable[[], str]) -> None:
    User.objects.create_user("participant")
    before = said()
    User.objects.create_superuser("ada")

    assert "createsuperuser" in before
    assert "createsuperuser" not in said()
