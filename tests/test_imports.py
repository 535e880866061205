"""What the web process must never load: networks and compilers belong to the workers."""

import json
import subprocess
import sys

import pytest

from tests.environment import PROJECT

pytestmark = pytest.mark.embedded

HEAVY = {
    "torch",
    "torchvision",
    "timm",
    "open_clip",
    "openvino",
    "onnxruntime",
    "rembg",
    "numba",
}
VISIT = """
import json, sys
import simsurvey.wsgi
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
call_command("migrate", verbosity=0)
administrator = User.objects.create_superuser("admin")
stranger, researcher = Client(), Client()
researcher.force_login(administrator)
visits = {}
for path in json.loads(sys.argv[1]):
    answers = [client.get(path, headers={"host": "localhost"}) for client in (stranger, researcher)]
    visits[path] = [answer.status_code for answer in answers]
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps({"visits": visits, "loaded": sorted(loaded)}))
"""
PAGES = [
    "/",
    "/s/none/",
    "/p/none/",
    "/results/none/",
    "/admin/",
    "/admin/recommender/catalogue/",
    "/admin/recommender/product/",
    "/admin/recommender/robustnessreport/",
    "/admin/recommender/run/",
    "/admin/recommender/import/",
    "/admin/surveys/round/",
    "/admin/surveys/round/add/",
]


def test_the_web_process_loads_no_network_library(installation: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", VISIT, json.dumps(PAGES)],
        cwd=PROJECT,
        env=installation,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert {code for codes in seen["visits"].values() for code in codes} <= {200, 302, 404}
    assert HEAVY & set(seen["loaded"]) == set()


@pytest.mark.parametrize("module", ["recommender.tasks", "simsurvey.celery", "recommender.lookup"])
def test_sending_work_to_a_worker_loads_no_network_library(
    module: str, installation: dict[str, str]
) -> None:
    program = f"import django, sys; django.setup(); import {module}; print(*sys.modules)"
    environment = installation | {"DJANGO_SETTINGS_MODULE": "simsurvey.settings"}

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert HEAVY & {name.partition(".")[0] for name in done.stdout.split()} == set()
