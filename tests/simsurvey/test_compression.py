"""What goes over the line compressed, and what does not."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.environment import PROJECT

pytestmark = pytest.mark.embedded


@pytest.mark.django_db
def test_pages_are_compressed_for_who_asks(client: Client) -> None:
    plain = client.get("/")
    small = client.get("/", headers={"accept-encoding": "gzip, deflate, br"})

    assert "Content-Encoding" not in plain.headers
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert b"</html>" in gzip.decompress(small.content)
    assert len(small.content) < len(plain.content)


@pytest.mark.django_db
def test_the_same_page_has_no_length_to_learn_from(client: Client) -> None:
    lengths = {
        len(client.get("/", headers={"accept-encoding": "gzip"}).content) for _time in range(40)
    }

    assert len(lengths) > 5


def test_scripts_and_styles_lie_compressed_beside_themselves(installation: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        cwd=PROJECT,
        env=installation,
        check=True,
    )

    folder = Path(installation["SIMSURVEY_DATA_DIR"]) / "static"
    hashed = re.compile(r"\.[0-9a-f]{12}\.(css|js)$")
    files = [file for file in folder.glob("*/*") if hashed.search(file.name)]
    assert len(files) > 10
    for file in files:
        packed = file.with_name(f"{file.name}.gz")
        if file.stat().st_size > 500:  # WhiteNoise leaves alone what would hardly shrink
            assert packed.stat().st_size < file.stat().st_size
