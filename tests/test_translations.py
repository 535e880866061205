"""Every user-facing text exists in German, and what is compiled is what is written."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
GERMAN = ROOT / "locale" / "de" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[sdf]|%%|%[sd]")
TAG = re.compile(r"<[^>]*>")
MARKUP = re.compile(r"</?\w+>|[A-Z]+_[A-Z_]+|manage\.py \w+|\n")


def test_every_text_is_translated():
    catalogue = polib.pofile(str(GERMAN / "django.po"))

    unfinished = [entry.msgid for entry in catalogue.untranslated_entries()]
    unfinished += [entry.msgid for entry in catalogue.fuzzy_entries()]

    assert unfinished == []


def test_placeholders_survive_the_translation():
    broken = [
        english
        for english, german in _pairs()
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(german))
    ]

    assert broken == []


def test_quotation_marks_are_german_pairs():
    foreign = [
        german
        for _, german in _pairs()
        if german.count("„") != german.count("“") or "”" in german or '"' in TAG.sub("", german)
    ]

    assert foreign == []


def test_markup_commands_and_variables_survive_the_translation():
    broken = [
        english
        for english, german in _pairs()
        if sorted(MARKUP.findall(english)) != sorted(MARKUP.findall(german))
    ]

    assert broken == []


def test_the_compiled_texts_are_the_written_ones():
    written = polib.pofile(str(GERMAN / "django.po"))
    compiled = polib.mofile(str(GERMAN / "django.mo"))

    assert {_texts(entry) for entry in compiled} == {
        _texts(entry) for entry in written.translated_entries()
    }


def test_the_catalogue_holds_every_text_of_the_code(tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not installed (Debian's package gettext)")
    ignore = shutil.ignore_patterns(".git", ".venv", "var", "tests", "*_cache", "__pycache__")
    project = shutil.copytree(ROOT, tmp_path / "project", ignore=ignore)
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", "--no-location", "-v0"]

    subprocess.run(command, cwd=project, check=True, capture_output=True)

    fresh = polib.pofile(str(project / "locale/de/LC_MESSAGES/django.po"))
    kept = polib.pofile(str(GERMAN / "django.po"))
    assert _msgids(fresh) == _msgids(kept)


def _pairs() -> list[tuple[str, str]]:
    """Every English text with its German one; a plural beside its plural."""
    entries = [e for e in polib.pofile(str(GERMAN / "django.po")) if not e.obsolete]
    singular = [(e.msgid, e.msgstr_plural[0] if e.msgid_plural else e.msgstr) for e in entries]
    return singular + [(e.msgid_plural, e.msgstr_plural[1]) for e in entries if e.msgid_plural]


def _texts(entry: polib.POEntry) -> tuple[str, str, str, tuple[str, ...]]:
    plural = tuple(text for _, text in sorted(entry.msgstr_plural.items()))
    return (entry.msgctxt or "", entry.msgid, entry.msgstr, plural)


def _msgids(catalogue: polib.POFile) -> set[tuple[str, str]]:
    return {(entry.msgctxt or "", entry.msgid) for entry in catalogue if not entry.obsolete}
