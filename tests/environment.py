"""A pytest plugin that gives the session a data folder of its own before Django reads its settings.

Nobody's real database, pictures or queue are touched by a test, and nothing is left behind. The
weights are looked up where the project keeps them, because fetching them again takes minutes.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
_weights = os.environ.get("SIMSURVEY_WEIGHTS_DIR") or PROJECT / "var" / "weights"
_folder = tempfile.mkdtemp(prefix="simsurvey-tests-")

(Path(_folder) / "static").mkdir()  # whitenoise warns where there is none

os.environ["SIMSURVEY_DATA_DIR"] = _folder
os.environ["SIMSURVEY_WEIGHTS_DIR"] = str(_weights)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop beside the tests
# Compiled and written once a session, also where pytest runs in several processes.
os.environ.setdefault("NUMBA_CACHE_DIR", f"{_folder}/numba")
os.environ.setdefault("MPLCONFIGDIR", f"{_folder}/matplotlib")
for _name in ("HOST", "PORT", "DEBUG", "MEDIA_STORAGE_URL", "LOG_LEVEL"):
    os.environ.pop(_name, None)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    shutil.rmtree(_folder, ignore_errors=True)
