"""docs/exports.md says what the files say of themselves."""

from pathlib import Path

import pytest
from django.conf import settings

from surveys.exports.tables import TABLES


def markdown(table):
    """The text that the documentation has to hold of a table."""
    rows = "\n".join(
        f"| `{column.name}` | {column.kind}{f', {column.unit}' if column.unit else ''} "
        f"| {column.meaning.replace('|', chr(92) + '|')} |"
        for column in table.columns
    )
    return f"{table.meaning}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_explained_as_in_the_files(table):
    explained = Path(settings.BASE_DIR, "docs/exports.md").read_text(encoding="utf-8")

    assert markdown(table) in explained
