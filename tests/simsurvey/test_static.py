"""Static files as they are served: hashed, and none missing that a page asks for."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.environment import PROJECT

IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([^"']+)["']""")
ASKED = re.compile(r"{%\s*static\s+['\"]([^'\"]+)['\"]\s*%}")


def test_every_static_file_that_a_template_names_is_collected(
    installation: dict[str, str],
) -> None:
    templates = [*PROJECT.glob("templates/**/*.html"), *PROJECT.glob("*/templates/**/*.html")]
    asked = {name for page in templates for name in ASKED.findall(page.read_text())}

    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        cwd=PROJECT,
        env=installation,
        check=True,
    )

    manifest = Path(installation["SIMSURVEY_DATA_DIR"]) / "static" / "staticfiles.json"
    collected = json.loads(manifest.read_text())["paths"]
    assert len(asked) > 3
    assert asked - collected.keys() == set()
    scripts = [manifest.parent / hashed for name, hashed in collected.items() if "js/" in name]
    imported = {f"js/{name}" for script in scripts for name in IMPORTED.findall(script.read_text())}
    assert len(imported) > 3
    assert imported - set(collected.values()) == set()
