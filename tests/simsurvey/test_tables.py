import os
import subprocess
import sys

from tests.environment import PROJECT

SERVICES = {"DATABASE_URL": "", "REDIS_URL": ""}


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={**os.environ, **SERVICES, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_on_an_empty_folder_makes_its_tables_and_says_what_is_missing(tmp_path):
    done = run("precompute", "shop", SIMSURVEY_DATA_DIR=str(tmp_path))

    assert done.returncode != 0
    assert "There is no catalogue" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "simsurvey.sqlite3").exists()


def test_help_makes_nothing(tmp_path):
    done = run("precompute", "--help", SIMSURVEY_DATA_DIR=str(tmp_path))

    assert done.returncode == 0
    assert not (tmp_path / "simsurvey.sqlite3").exists()


def test_in_production_the_tables_are_the_operators_to_make(tmp_path):
    done = run(
        "precompute",
        "shop",
        SIMSURVEY_DATA_DIR=str(tmp_path),
        DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
        SECRET_KEY="k" * 60,
        ALLOWED_HOSTS="localhost",
    )

    assert done.returncode != 0
    assert done.stderr.strip() == (
        "The database is behind the code: run `python manage.py migrate` first."
    )


def test_a_data_folder_that_cannot_be_made_is_one_sentence():
    done = run("precompute", "shop", SIMSURVEY_DATA_DIR="/dev/null/here")

    assert done.returncode != 0
    assert done.stderr.startswith("SIMSURVEY_DATA_DIR=/dev/null/here cannot be used")
    assert "Traceback" not in done.stderr
