from surveys.models import Round
from surveys.rounds.decisions import DECIDED

NOT_DECIDED = {"id", "state", "catalogue", "created_at"}


def test_every_field_that_a_researcher_decides_is_named_once():
    editable = {field.name for field in Round._meta.concrete_fields if field.editable}

    assert set(DECIDED) == editable - NOT_DECIDED
    assert len(DECIDED) == len(set(DECIDED))
