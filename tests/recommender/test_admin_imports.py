"""Importing a catalogue by upload."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recommender.catalogue.importing import run_import
from recommender.models import Catalogue, Chunk, Import, Run
from tests import people
from tests.recommender.precompute.shop import photograph

ADD = "admin:recommender_import_add"


@pytest.fixture
def client(db: None) -> Client:
    return people.researcher()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def shop(broken: int = 0) -> bytes:
    files = {f"hats/hat-{number}.jpg": photograph(number) for number in range(6)}
    files |= {f"hats/broken-{number}.jpg": b"no picture" for number in range(broken)}
    return zipped(files)


def upload(client: Client, data: bytes, *, file: str = "shop.zip", **fields: str) -> Any:
    upload = SimpleUploadedFile(file, data)
    return client.post(reverse(ADD), {"name": "hats", "upload": upload} | fields)


def report(client: Client, import_: Import, **headers: str) -> str:
    address = reverse("admin:recommender_import_change", args=[import_.pk])
    return client.get(address, headers=headers).text


def test_an_upload_becomes_a_catalogue(client: Client) -> None:
    response = upload(client, shop())
    import_ = Import.objects.get()
    waiting = report(client, import_, HX_Request="true")
    run_import(import_pk=import_.pk)

    finished = report(client, import_, HX_Request="true")

    assert response.status_code == 302
    assert response["Location"] == reverse("admin:recommender_import_change", args=[import_.pk])
    assert 'hx-trigger="every 1s"' in waiting
    assert "hx-trigger" not in finished
    assert "Next: compute methods" in finished
    assert Catalogue.objects.get().products.count() == 6


def test_the_report_names_every_refused_file_with_its_reason(client: Client) -> None:
    upload(client, shop(broken=2))
    import_ = run_import(import_pk=Import.objects.get().pk)

    text = report(client, import_)

    assert "hats/broken-0.jpg" in text
    assert "hats/broken-1.jpg" in text
    for refusal in import_.refusals:
        assert refusal["reason"].split("“")[0] in text
    assert Catalogue.objects.get().products.count() == 6


@pytest.mark.parametrize(
    ("file", "data", "sentence"),
    [
        ("products.csv", b"id,category,image\n1,hats,1.jpg\n", "products.csv is no zip"),
        ("shop.zip", b"", "empty"),
        ("hat.jpg", photograph(1), "hat.jpg is no zip"),
    ],
)
def test_what_is_no_zip_is_refused_at_once(
    client: Client, file: str, data: bytes, sentence: str
) -> None:
    response = upload(client, data, file=file)

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="hats"' in response.text
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "data", [b"PK but no zip", zipped({}), zipped({"readme.txt": b"nothing to see"})]
)
def test_a_zip_without_pictures_fails_with_a_sentence_and_no_catalogue(
    client: Client, data: bytes
) -> None:
    upload(client, data)
    import_ = run_import(import_pk=Import.objects.get().pk)

    text = report(client, import_)

    assert import_.state == Import.State.FAILED
    assert "errornote" in text
    assert "Try again with another file" in text
    assert not Catalogue.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"name": ""}, "This field is required"), ({"name": "x" * 101}, "at most 100 characters")],
)
def test_a_name_that_cannot_be_one_is_refused(
    client: Client, fields: dict[str, str], sentence: str
) -> None:
    response = upload(client, shop(), **fields)

    assert response.status_code == 422
    assert sentence in response.text


def test_nothing_chosen_is_asked_for(client: Client) -> None:
    response = client.post(reverse(ADD), {"name": "hats"})

    assert response.status_code == 422
    assert "Choose the zip file" in response.text


def test_the_same_zip_again_changes_nothing(client: Client) -> None:
    for _again in range(2):
        upload(client, shop())
        run_import(import_pk=Import.objects.latest("pk").pk)

    latest = Import.objects.latest("pk")
    assert (latest.created, latest.updated, latest.unchanged) == (0, 0, 6)
    assert Catalogue.objects.get().products.count() == 6


def test_only_superusers_name_a_path_on_the_server(client: Client, tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(shop())
    fields = {"name": "hats", "path": str(tmp_path / "shop.zip")}

    page = client.get(reverse(ADD)).text
    response = client.post(reverse(ADD), fields)

    assert 'name="path"' not in page
    assert response.status_code == 422
    assert not Import.objects.exists()


def test_a_superuser_imports_a_folder_of_the_server(admin_client: Client, tmp_path: Path) -> None:
    (tmp_path / "hats").mkdir()
    for number in range(6):
        (tmp_path / "hats" / f"{number}.jpg").write_bytes(photograph(number))

    response = admin_client.post(reverse(ADD), {"name": "hats", "path": str(tmp_path)})
    for _twice in range(2):
        run_import(import_pk=Import.objects.get().pk)

    assert response.status_code == 302
    assert Import.objects.get().created == 6


@pytest.mark.parametrize("path", ["/nowhere/at/all", "relative/folder", "/nul\0byte"])
def test_a_path_that_is_not_there_is_refused(admin_client: Client, path: str) -> None:
    response = admin_client.post(reverse(ADD), {"name": "hats", "path": path})

    assert response.status_code == 422
    assert not Import.objects.exists()


def test_a_zip_and_a_path_together_are_refused(admin_client: Client, tmp_path: Path) -> None:
    response = upload(admin_client, shop(), path=str(tmp_path))

    assert response.status_code == 422
    assert "not both" in response.text


@pytest.mark.parametrize(
    ("worker", "lease", "told"),
    [
        ("0-1@host", timedelta(minutes=1), "Waiting its turn: a worker is busy"),
        ("0-1@host", timedelta(minutes=-1), "Where none runs, “python manage.py up” starts one"),
        ("terminal-7@host", timedelta(minutes=1), "Where none runs, “python manage.py up”"),
    ],
)
def test_an_import_that_waits_says_for_what(
    client: Client, worker: str, lease: timedelta, told: str
) -> None:
    upload(client, shop())
    catalogue = Catalogue.objects.create(name="shoes")
    run = Run.objects.create(catalogue=catalogue, method="ssim", parameters={}, state="computing")
    Chunk.objects.create(
        run=run,
        stage=Chunk.Stage.FEATURES,
        position=0,
        steps=1,
        state=Chunk.State.CLAIMED,
        worker=worker,
        lease_until=timezone.now() + lease,
    )

    assert told in report(client, Import.objects.get())


def test_a_stopped_import_goes_on(client: Client) -> None:
    upload(client, shop())
    import_ = Import.objects.get()
    Import.objects.update(state=Import.State.FAILED, error="The disk is full.")

    stopped = report(client, import_)
    for _twice in range(2):
        client.post(reverse("admin:recommender_import_continue", args=[import_.pk]))
    run_import(import_pk=import_.pk)

    assert "The disk is full." in stopped
    assert "Continue" in stopped
    assert Import.objects.get().state == Import.State.FINISHED


def test_the_form_shows_the_names_that_exist(client: Client) -> None:
    Catalogue.objects.create(name="shoes & <socks>")

    text = client.get(reverse(ADD), {"name": "prefilled"}).text

    assert '<option value="shoes &amp; &lt;socks&gt;">' in text
    assert 'value="prefilled"' in text


def test_file_names_are_text_and_never_markup(client: Client) -> None:
    upload(client, zipped({"hats/<script>.jpg": b"no picture"}))
    import_ = run_import(import_pk=Import.objects.get().pk)

    text = report(client, import_)

    assert "&lt;script&gt;" in text
    assert "<script>." not in text
