import pytest

from surveys.channel_presets import EMPTY, PRESETS, apply_preset
from surveys.models import Channel, Outcome
from surveys.outcomes import faults, way_back

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PRESETS)
def test_preset_is_a_valid_channel(draft, name):
    draft.channels.all().delete()

    channel = apply_preset(Channel(round=draft), name)

    channel.full_clean()
    channel.save()
    assert (channel.slug, channel.name) == (name, str(PRESETS[name].label))


@pytest.mark.parametrize("name", PRESETS)
def test_preset_is_columns_alone(name):
    columns = {field.name for field in Channel._meta.get_fields()}

    assert set(PRESETS[name].columns) <= set(EMPTY) <= columns


@pytest.mark.parametrize("name", PRESETS)
def test_preset_lacks_codes_at_most(name):
    left = {fault.partition(":")[2] for fault in faults(apply_preset(Channel(), name))}

    assert left <= {" the code is missing."}


def test_applying_another_preset_leaves_nothing_of_the_first():
    channel = apply_preset(Channel(slug="panel", name="Panel"), "mturk")

    apply_preset(channel, "open")

    assert {column: getattr(channel, column) for column in EMPTY} == EMPTY
    assert (channel.slug, channel.name) == ("panel", "Panel")


def test_channels_share_no_columns():
    one, another = (apply_preset(Channel(), "prolific") for _ in range(2))

    one.outcomes["complete"]["code"] = "ABC"

    assert another.outcomes["complete"]["code"] == ""


def test_unknown_preset_is_an_error():
    with pytest.raises(KeyError):
        apply_preset(Channel(), "panel of the future")


@pytest.mark.parametrize("outcome", Outcome)
def test_prolific_is_told_every_outcome_with_its_code(outcome):
    channel = apply_preset(Channel(), "prolific")
    channel.outcomes[outcome]["code"] = "C123"

    back = way_back(channel=channel, outcome=outcome, values={"PROLIFIC_PID": "p"})

    assert back.address == "https://app.prolific.com/submissions/complete?cc=C123"


@pytest.mark.parametrize("host", ["www.mturk.com", "workersandbox.mturk.com"])
def test_mturk_is_sent_a_form_with_the_assignment(host):
    values = {
        "workerId": "W1",
        "assignmentId": "A1",
        "hitId": "H1",
        "turkSubmitTo": f"https://{host}",
    }

    back = way_back(
        channel=apply_preset(Channel(), "mturk"), outcome=Outcome.COMPLETE, values=values
    )

    assert back.address == f"https://{host}/mturk/externalSubmit"
    assert back.fields == {"assignmentId": "A1", "hitId": "H1", "outcome": "complete"}


def test_sona_grants_credit_by_the_survey_code():
    back = way_back(
        channel=apply_preset(Channel(), "sona"),
        outcome=Outcome.COMPLETE,
        values={"survey_code": "4711"},
    )

    assert back.address.endswith("&survey_code=4711")
