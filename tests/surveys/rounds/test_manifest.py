"""The manifest holds all that was frozen, and the rows that were frozen give it again."""

import json
from hashlib import sha256

import pytest
from django.conf import settings

from surveys import rounds
from surveys.models import Reference, Round, RoundMethod, Seat, ShownProduct, ShownSet
from tests.surveys.factories import make_round

pytestmark = pytest.mark.django_db


def test_it_is_hashed_as_it_is_stored(opened):
    opened.refresh_from_db()

    assert sha256(opened.manifest.encode()).hexdigest() == opened.manifest_sha256


def test_it_holds_texts_design_answers_and_rules(catalogue):
    draft = make_round(
        catalogue,
        ["ssim", "efficientnet", "random"],
        sets_per_trial=2,
        identical_checks=1,
        reject_after_failed_checks=None,
        disagreement_weight=3,
    )

    manifest = json.loads(rounds.open_round(round=draft).manifest)

    assert manifest["texts"]["consent_text"] == draft.consent_text
    plan = manifest["plan"]
    assert (plan["seed"], plan["trials_per_participant"], plan["sets_per_trial"]) == (7, 3, 2)
    assert plan["identical_checks"] == 1
    assert manifest["compared"]["disagreement_weight"] == 3
    assert manifest["compared"]["references_count"] == 6
    assert manifest["answers"]["scale_labels"] == draft.scale_labels
    assert manifest["answers"]["answer_format"] == "set_rating"
    assert manifest["quality"]["screening"] == draft.screening


def test_it_holds_methods_pictures_and_lists(opened):
    manifest = json.loads(opened.manifest)

    assert [method["key"] for method in manifest["methods"]] == ["ssim", "efficientnet", "random"]
    stored = RoundMethod.objects.get(round=opened, key="ssim")
    assert manifest["methods"][0]["fingerprint"] == stored.fingerprint
    for frozen, reference in zip(manifest["references"], opened.references.all(), strict=True):
        assert frozen["identifier"] == reference.identifier
        assert frozen["picture"]["sha256"] == reference.picture_sha256
        for frozen_set, shown_set in zip(frozen["sets"], reference.sets.all(), strict=True):
            assert frozen_set["kind"] == shown_set.kind
            assert [one["picture"]["sha256"] for one in frozen_set["products"]] == [
                one.picture_sha256 for one in shown_set.products.all()
            ]


def test_it_says_where_all_came_from(opened):
    provenance = json.loads(opened.manifest)["provenance"]

    assert provenance["format"] == 3
    assert provenance["software"]["simsurvey"] == "0.1.0"
    assert provenance["runs"][0] == {"method": "ssim", "contents": "0" * 64, "k": 5}
    for reference in opened.references.all():
        scores = provenance["scores"][reference.identifier]
        assert scores["ssim"] == [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]
        assert set(scores) == {"ssim", "efficientnet", "random"}


def test_it_holds_one_hash_over_the_seats(opened):
    seats = json.loads(opened.manifest)["plan"]["seats"]

    rows = list(opened.seats.order_by("number").values_list("number", "trials"))
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"))
    assert seats == {"count": len(rows), "sha256": sha256(text.encode()).hexdigest()}


def test_equal_rounds_have_equal_manifests_but_for_what_differs(catalogue):
    one, two = (
        rounds.open_round(round=make_round(catalogue, ["ssim"], slug=slug)) for slug in ("a", "b")
    )

    first, second = json.loads(one.manifest), json.loads(two.manifest)
    assert first["texts"].pop("slug") != second["texts"].pop("slug")
    assert first == second


def test_what_was_not_touched_gives_the_same_manifest(opened):
    rounds.pause_round(round=opened)
    rounds.close_round(round=opened)

    assert rounds.changes_since(opened) == []


def test_seats_that_were_drawn_later_are_no_change(opened):
    last = opened.seats.last()
    Seat.objects.create(round=opened, number=last.number + 1, trials=last.trials)

    assert rounds.changes_since(opened) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda: Round.objects.update(question="Why?"), "texts"),
        (lambda: Round.objects.update(lease_minutes=5), "plan"),
        (lambda: Round.objects.update(screening={}), "quality"),
        (lambda: Round.objects.update(allows_cannot_judge=True), "answers"),
        (lambda: RoundMethod.objects.filter(key="ssim").update(fingerprint="x"), "methods"),
        (lambda: Reference.objects.filter(position=2).update(title="x"), "references"),
        (lambda: ShownProduct.objects.first().delete(), "references"),
        (lambda: ShownSet.objects.lists().first().methods.clear(), "references"),
        (lambda: Seat.objects.filter(number=1).update(trials=[]), "plan"),
        (lambda: Round.objects.update(manifest="{}"), "hash"),
    ],
)
def test_every_change_is_found_and_its_part_named(opened, change, part):
    change()

    assert rounds.changes_since(Round.objects.get()) == [part]


def test_a_manifest_of_an_older_format_cannot_be_compared(opened):
    old = '{"format":1}'
    sha = sha256(old.encode()).hexdigest()
    Round.objects.update(manifest=old, manifest_sha256=sha)

    assert rounds.changes_since(Round.objects.get()) == ["format"]


def test_making_it_again_takes_a_few_queries(opened, django_assert_num_queries):
    with django_assert_num_queries(6):
        rounds.changes_since(opened)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"instructed_checks": 1, "identical_checks": 1, "repeated_trials": 1, "practice": True},
        {"sets_per_trial": 2, "participants_per_reference": 2},
    ],
)
def test_the_first_seats_are_drawn_again_as_the_documentation_says(
    catalogue, changes, tmp_path, monkeypatch
):
    opened = rounds.open_round(round=make_round(catalogue, ["ssim", "clip", "random"], **changes))
    (tmp_path / "SLUG-manifest.json").write_text(opened.manifest, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    documented = (settings.BASE_DIR / "docs" / "exports.md").read_text(encoding="utf-8")
    code = documented.partition("```python\n")[2].partition("```")[0]

    found: dict[str, object] = {}
    exec(code, found)  # noqa: S102  our own documentation, which asserts by itself

    assert found["seats"][0] == [1, opened.seats.get(number=1).trials]
