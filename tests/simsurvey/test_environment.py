from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from simsurvey.environment import flag, kept_secret, storage_from_url


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_flag_reads_a_word(word: str, meaning: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", word)

    assert flag("DEBUG", default=not meaning) is meaning


def test_flag_falls_back_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEBUG", raising=False)

    assert flag("DEBUG", default=True) is True


def test_whoever_comes_second_takes_the_first_ones_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    def slow() -> str:
        kept_secret(path, lambda: "of the other process")
        return "of this process"

    assert kept_secret(path, slow) == "of the other process"
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]


def test_storage_is_a_folder_unless_a_bucket_is_named(tmp_path: Path) -> None:
    folder = storage_from_url("", tmp_path)
    bucket = storage_from_url("s3://pictures/survey?endpoint_url=https://s3.example", tmp_path)

    assert folder["OPTIONS"] == {"location": tmp_path}
    assert bucket["OPTIONS"] == {
        "bucket_name": "pictures",
        "location": "survey",
        "endpoint_url": "https://s3.example",
    }


def test_an_address_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="use s3://bucket/prefix"):
        storage_from_url("ftp://pictures", tmp_path)
