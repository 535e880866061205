from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from simsurvey.demo.administrator import administrators_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_password_is_the_same_at_every_start_and_its_owner_s_alone(folder: Path) -> None:
    first = administrators_password()
    before = User.objects.get().password

    assert administrators_password() == first
    administrator = User.objects.get()
    assert (administrator.username, administrator.is_superuser) == ("admin", True)
    assert administrator.check_password(first)
    assert administrator.password == before
    assert (folder / "demo_password").stat().st_mode & 0o077 == 0


def test_a_password_that_somebody_chose_is_neither_replaced_nor_said() -> None:
    administrators_password()
    administrator = User.objects.get()
    administrator.set_password("chosen by hand")
    administrator.save()

    assert administrators_password() == ""
    assert User.objects.get().check_password("chosen by hand")


def test_the_administrator_of_an_older_demo_gets_a_password_that_is_kept() -> None:
    User.objects.create_superuser("admin", password="printed once, and lost")

    password = administrators_password()

    assert User.objects.get().check_password(password)
