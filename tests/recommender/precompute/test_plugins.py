"""The method that docs/methods.md walks through, as it stands there."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from recommender import lookup
from recommender.catalogue import pictures
from recommender.methods import registry
from recommender.models import Catalogue, Run
from recommender.precompute import plan_run
from tests.environment import PROJECT
from tests.recommender.conftest import Install
from tests.recommender.precompute.conftest import lists_of

DOCUMENT = (PROJECT / "docs" / "methods.md").read_text(encoding="utf-8")
MODULE, CHECKS = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
[PACKAGE] = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
[(POINT, PLACE)] = tomllib.loads(PACKAGE)["project"]["entry-points"]["simsurvey.methods"].items()
KEYS = {"colour-histogram", "colour-histogram+segmented"}


@pytest.fixture
def documented(install: Install) -> None:
    module, _, name = PLACE.partition(":")
    install(module, MODULE, **{POINT: name})


def test_the_method_is_about_thirty_lines() -> None:
    code = [
        line for line in MODULE.splitlines() if line and not line.startswith(('"', "from", "im"))
    ]

    assert len(code) <= 30


def test_it_passes_the_checks_as_its_author_would_run_them(tmp_path: Path) -> None:
    (tmp_path / "colour_histogram.py").write_text(MODULE)
    (tmp_path / "test_colour_histogram.py").write_text(CHECKS)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:django", "-q"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert re.search(r"1\d passed", done.stdout), done.stdout
    assert "skipped" not in done.stdout


def test_its_lists_are_those_of_its_formula(hats: Catalogue, documented: None, compute_all) -> None:
    method = registry.method("colour-histogram", settings.METHODS)

    run = plan_run(catalogue=hats, method=method)
    compute_all()

    run.refresh_from_db()
    assert run.state == Run.State.FINISHED
    shares = {}
    for product in hats.products.all():
        with pictures.open_stored(product.picture.sha256) as file:
            shares[product.identifier] = method.algorithm.features([Image.open(file)])[0]
    assert lists_of(run) == {
        one: sorted(
            shares.keys() - {one},
            key=lambda other: (-round(np.minimum(shares[one], shares[other]).sum(), 6), other),
        )[:5]
        for one in shares
    }


def test_a_category_in_blocks_gives_the_same_lists(
    hats: Catalogue, documented: None, compute_all, monkeypatch: pytest.MonkeyPatch
) -> None:
    method = registry.method("colour-histogram", settings.METHODS)
    whole = plan_run(catalogue=hats, method=method)
    compute_all()
    expected = lists_of(whole)
    whole.delete()

    monkeypatch.setattr(type(method.algorithm), "block", 3)
    cut = plan_run(catalogue=hats, method=method)
    compute_all()

    cut.refresh_from_db()
    assert cut.state == Run.State.FINISHED
    assert lists_of(cut) == expected


def test_it_is_wherever_methods_are(
    hats: Catalogue, documented: None, admin_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    states = {state.key: state for state in lookup.method_states(hats)}
    page = admin_client.get(reverse("admin:recommender_catalogue_change", args=[hats.pk]))
    call_command("precompute", "hats", "--methods", "colour-histogram", "--no-wait")

    assert states.keys() >= KEYS
    assert "Colour histogram" in page.content.decode()
    assert hats.runs.get().method == "colour-histogram"


def test_a_broken_one_is_shown_with_its_reason_and_stops_nothing(
    hats: Catalogue, install: Install, admin_client: Client
) -> None:
    install("broken", "import rarely_installed", shapes="Shapes")

    page = admin_client.get(reverse("admin:recommender_catalogue_change", args=[hats.pk]))
    call_command("precompute", "hats", "--methods", "random", "--no-wait")

    assert page.status_code == 200
    assert "No module named &#x27;rarely_installed&#x27;" in page.content.decode()
    assert hats.runs.get().method == "random"
