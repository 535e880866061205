"""The results page, its figure and its files, and who may see what, when."""

import sys
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import rounds, tasks
from surveys.exports import BY_NAME
from surveys.models import Round, RoundEvent
from surveys.results import standing
from surveys.views import looking, results
from tests.surveys.answered import answer, closed_round, lists_of, open_round, participant, trial

pytestmark = pytest.mark.django_db
CAREFUL = {"ssim": 2, "ssim+segmented": 4, "random": 1}
PAGES = ["results", "figure"]
TABLES = [f"{name}_csv" for name in BY_NAME]
PACKAGES = {"csv_export": ".zip", "xlsx_export": ".xlsx", "parquet_export": "-parquet.zip"}
FILES = [*TABLES, *PACKAGES]
MANIFEST = "manifest_json"


def answer_twice(round):
    answer(round, CAREFUL, number=1)
    answer(round, {"ssim": 3, "ssim+segmented": 5, "random": 1}, number=2)
    return round


@pytest.fixture
def answered():
    return answer_twice(closed_round())


@pytest.fixture
def running():
    return answer_twice(open_round())


def address_of(name, slug):
    """Of a page, a file, or the figure of the scores."""
    return reverse(f"surveys:{name}", args=[slug, *(["scores", "svg"] if name == "figure" else [])])


def scores_of(round):
    return address_of("figure", round.slug)


def page(client, round, **query):
    return client.get(reverse("surveys:results", args=[round.slug]), query).text


def test_page_names_methods_intervals_and_the_simulation(admin_client, answered):
    answer(answered, dict.fromkeys(CAREFUL, 5), number=3, simulated=True)

    people = page(admin_client, answered)
    simulated = page(admin_client, answered, answering="simulated")

    assert "SSIM+SEGMENTED" in people
    assert "Simulated answers" not in people
    assert "Simulated answers" in simulated
    assert "all answers are equal" in people


def test_page_without_any_rating_says_so(admin_client):
    response = admin_client.get(reverse("surveys:results", args=[open_round().slug]))

    assert response.status_code == 200
    assert "Nobody has rated yet" in response.text


def test_page_of_one_participant_says_why_there_is_no_interval(admin_client):
    round = closed_round()
    answer(round, CAREFUL, number=1)

    assert "needs more than one participant" in page(admin_client, round)


def test_while_people_answer_the_page_tells_widths_and_not_who_leads(admin_client, running):
    text = page(admin_client, running)
    figure = admin_client.get(scores_of(running))

    assert "Who leads is not shown while people are answering." in text
    assert "± 158.8 points" in text
    assert "Perceived similarity" not in text
    assert "87.5" not in text  # the score of the best
    assert "scores.svg" not in text
    assert figure.status_code == 403
    assert not running.events.exists()


def test_no_method_has_a_width_of_its_own_that_would_tell_its_score(admin_client, running):
    widths = page(admin_client, running).split('id="precision"')[1].split("</section>")[0]

    assert "Score of a method" in widths
    assert not any(key.upper() in widths for key in running.method_keys)


def test_the_smallest_difference_of_interest_stands_beside_the_widths(admin_client, running):
    Round.objects.update(smallest_difference=7.5)

    assert "7.5 points" in page(admin_client, running)


def test_looking_at_who_leads_is_allowed_and_logged_once_where_the_round_says_so(
    admin_client, admin_user, running
):
    Round.objects.update(shows_leader_while_open=True)

    texts = [page(admin_client, running) for _look in range(2)]
    admin_client.get(scores_of(running))

    assert "Perceived similarity" in texts[0]
    (event,) = running.events.all()
    assert (event.kind, event.user) == (RoundEvent.Kind.LEADER, admin_user)


def test_simulated_answers_and_closed_rounds_are_shown_without_a_line_in_the_log(
    admin_client, running
):
    answer(running, dict.fromkeys(CAREFUL, 5), number=3, simulated=True)
    simulated = page(admin_client, running, answering="simulated")
    Round.objects.update(state=Round.State.CLOSED)
    closed = page(admin_client, running)

    assert "Perceived similarity" in simulated
    assert "Perceived similarity" in closed
    assert not running.events.exists()


@pytest.mark.parametrize("name", ["ratings_csv", *PACKAGES])
def test_taking_the_answers_before_the_end_is_logged(admin_client, running, name):
    response = admin_client.get(reverse(f"surveys:{name}", args=[running.slug]))

    assert response.getvalue()
    assert [event.detail for event in running.events.all()] == ["answers downloaded"]


def test_scores_stand_side_by_side_with_and_without_the_flagged(admin_client, answered):
    answer(answered, dict.fromkeys(CAREFUL, 5), number=3)

    everybody = page(admin_client, answered)
    screened = page(admin_client, answered, screened="1")

    assert "With and without the flagged" in everybody
    assert "Without 1 flagged" in everybody
    assert "<td>27</td>" not in everybody
    assert '<dd>27</dd><dd class="small">one per set and method' in everybody
    assert '<dd>18</dd><dd class="small">one per set and method' in screened
    assert "screened=1&amp;width=720" in screened


def test_the_rules_are_listed_with_how_many_they_flag_and_why(admin_client, answered):
    Round.objects.update(screening={"no_variance": True, "failed_checks": 2})
    answer(answered, dict.fromkeys(CAREFUL, 5), number=3)

    text = page(admin_client, answered)

    assert "2 failed checks or more" in text
    assert "off in this round" in text
    assert "<dt>P0003</dt>" in text
    assert "<dd>Every answer is the same.</dd>" in text


def test_the_rejected_are_left_out_with_the_flagged(admin_client, answered):
    person = participant(answered, 3, completed_at=None, screened_out_at=timezone.now())
    reference = answered.references.first()
    trial(person, reference, lists_of(reference), [5, 5, 5])

    text = page(admin_client, answered, screened="1")

    assert "Left out in all" in text
    assert '<dd>18</dd><dd class="small">one per set and method' in text


def test_equal_sets_are_told_by_pairs(admin_client):
    round = closed_round(shared=True)
    answer(round, {"ssim": 4, "random": 1}, number=1)

    text = page(admin_client, round)

    assert "3 sets were made by several methods; 3 of 3 references" in text
    assert "100 %" in text


def test_what_could_not_be_judged_is_counted(admin_client):
    round = closed_round(allows_cannot_judge=True)
    reference = round.references.first()
    trial(participant(round, 1), reference, lists_of(reference), [None, 3, 3])

    assert '<dd>1</dd><dd class="small">sets shown, left out' in page(admin_client, round)


@pytest.mark.parametrize(
    ("changes", "values", "words"),
    [
        ({"answer_format": "best_set"}, [1, 0, 0], "chosen as the best"),
        ({"answer_format": "set_ranking"}, [1, 2, 3], "ranked before"),
        ({"scale_kind": "slider", "scale_labels": ["No", "Yes"]}, [0, 55, 100], "Below which"),
    ],
)
def test_every_format_has_its_words_and_its_figure(admin_client, changes, values, words):
    round = closed_round(**changes)
    for number in (1, 2):
        person = participant(round, number)
        for reference in round.references.all():
            trial(person, reference, lists_of(reference), values)

    text = page(admin_client, round)
    figure = admin_client.get(scores_of(round))

    assert words in text
    assert figure.headers["Content-Type"] == "image/svg+xml"


def test_figure_is_a_picture_of_the_methods(admin_client, answered):
    response = admin_client.get(scores_of(answered))

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "SSIM+SEGMENTED" in response.text


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_rounds_name(admin_client, answered, name):
    response = admin_client.get(reverse(f"surveys:{name}", args=[answered.slug]))

    table = BY_NAME[name.removesuffix("_csv")]
    assert f'filename="pilot-{table.name}.csv"' in response.headers["Content-Disposition"]
    assert response.getvalue().decode().startswith(",".join(table.names))


@pytest.mark.parametrize(("name", "suffix"), PACKAGES.items())
def test_packages_are_offered_and_have_the_rounds_name(admin_client, answered, name, suffix):
    address = reverse(f"surveys:{name}", args=[answered.slug])

    response = admin_client.get(address)

    assert address in page(admin_client, answered)
    assert response.streaming
    assert f'filename="pilot{suffix}"' in response.headers["Content-Disposition"]
    assert response.getvalue().startswith(b"PK")


def test_where_a_workbook_would_take_long_the_page_names_the_command(
    admin_client, answered, monkeypatch
):
    address = reverse("surveys:xlsx_export", args=[answered.slug])
    assert address in page(admin_client, answered)

    monkeypatch.setattr(results, "MOST_IN_A_WORKBOOK", 17)

    text = page(admin_client, answered)
    assert address not in text
    assert "manage.py export_round pilot --format xlsx" in text


def test_parquet_is_not_offered_where_nothing_writes_it(admin_client, answered, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    address = reverse("surveys:parquet_export", args=[answered.slug])

    assert address not in page(admin_client, answered)
    assert admin_client.get(address).status_code == 404


def test_manifest_comes_byte_for_byte_as_it_was_hashed(admin_client, draft):
    draft.title = "Ähnlich – \u0915\u093e?"
    draft.save()
    opened = rounds.open_round(round=draft)

    response = admin_client.get(reverse("surveys:manifest_json", args=[opened.slug]))

    assert sha256(response.content).hexdigest() == opened.manifest_sha256
    assert response.headers["Content-Type"] == "application/json"
    assert 'filename="alike-manifest.json"' in response.headers["Content-Disposition"]
    assert response.json()["texts"]["title"] == "Ähnlich – \u0915\u093e?"


def test_manifest_is_offered_beside_its_hash(admin_client, opened):
    shown = page(admin_client, opened)

    assert reverse("surveys:manifest_json", args=[opened.slug]) in shown
    assert opened.manifest_sha256 in shown


def test_a_draft_has_no_manifest(admin_client, draft):
    address = reverse("surveys:manifest_json", args=[draft.slug])

    assert admin_client.get(address).status_code == 404
    assert address not in page(admin_client, draft)


@pytest.mark.parametrize("name", [*PAGES, *FILES, MANIFEST])
def test_strangers_are_sent_to_sign_in(client, answered, name):
    response = client.get(address_of(name, answered.slug))

    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", [*PAGES, *FILES, MANIFEST])
def test_staff_without_the_permission_is_refused(client, django_user_model, answered, name):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))

    response = client.get(address_of(name, answered.slug))

    assert response.status_code == 403


@pytest.mark.parametrize("name", [*PAGES, *FILES, MANIFEST])
def test_an_unknown_round_is_not_found(admin_client, name):
    assert admin_client.get(address_of(name, "nowhere")).status_code == 404


def test_queries_do_not_grow_with_the_answers(admin_client, answered, django_assert_num_queries):
    address = reverse("surveys:results", args=[answered.slug])
    for number in range(3, 9):
        answer(answered, dict.fromkeys(CAREFUL, 5), number=number)
    admin_client.get(address)

    with django_assert_num_queries(15):
        admin_client.get(address, {"answering": "people"})


def test_a_view_computes_nothing_until_an_answer_comes(admin_client, answered, monkeypatch):
    address = reverse("surveys:results", args=[answered.slug])
    computed = []
    find = standing.find
    monkeypatch.setattr(standing, "find", lambda **of: computed.append(of) or find(**of))

    texts = [admin_client.get(address).text for _view in range(2)]
    answer(answered, CAREFUL, number=3)
    later = admin_client.get(address).text

    assert len(computed) == 2
    assert "from 18 saved answers" in texts[1]
    assert "from 27 saved answers" in later


def test_before_the_first_analysis_the_page_tells_who_came(admin_client, monkeypatch):
    round = closed_round(allows_cannot_judge=True)
    answer(round, CAREFUL, number=1)
    monkeypatch.setattr(standing, "FEW_ANSWERS", 0)
    monkeypatch.setattr(tasks, "_send", lambda pk: None)

    text = page(admin_client, round)

    assert "who consented" in text
    assert "Without the flagged" in text
    assert "one per set and method" not in text
    assert "sets shown, left out of the scores" not in text


def test_what_changes_without_an_answer_is_right_at_once(admin_client, opened, monkeypatch):
    before = page(admin_client, opened)
    monkeypatch.setattr(standing, "find", None)
    opened.references.update(title="Another")
    opened.channels.create(slug="fair", name="Fair", openings=4321)

    after = page(admin_client, opened)

    sentence = "These parts of what was frozen at the opening have changed: references."
    assert [sentence in text for text in (before, after)] == [False, True]
    assert ["4321" in text for text in (before, after)] == [False, True]


def test_many_answers_are_left_to_a_worker_and_the_page_says_so(
    admin_client, answered, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(standing, "FEW_ANSWERS", 5)
    sent = []
    monkeypatch.setattr(tasks, "_send", sent.append)
    address = reverse("surveys:results", args=[answered.slug])

    with django_capture_on_commit_callbacks(execute=True):
        waiting = admin_client.get(address)
        again = admin_client.get(address)
    tasks.analyse_round(*sent)
    done = admin_client.get(address)

    assert "The answers are being analysed." in waiting.text
    assert 'hx-trigger="every 2s"' in again.text
    assert len(sent) == 1
    assert "from 18 saved answers" in done.text
    assert "being analysed" not in done.text


def test_while_newer_answers_wait_the_page_shows_what_was_before(
    admin_client, answered, monkeypatch
):
    address = reverse("surveys:results", args=[answered.slug])
    admin_client.get(address)
    monkeypatch.setattr(standing, "FEW_ANSWERS", 5)
    monkeypatch.setattr(tasks, "_send", lambda pk: None)
    answer(answered, CAREFUL, number=3)

    text = admin_client.get(address).text

    assert "There are newer answers." in text
    assert "from 18 saved answers" in text
    assert "SSIM+SEGMENTED" in text


def test_asking_to_look_shows_who_leads_and_is_logged_each_time(admin_client, admin_user, running):
    address = reverse("surveys:look", args=[running.slug])

    blind = page(admin_client, running)
    seen = admin_client.post(address, follow=True).text
    figure = admin_client.get(scores_of(running))
    admin_client.post(address)

    assert address in blind
    assert "Perceived similarity" not in blind
    assert "Perceived similarity" in seen
    assert "Results were looked at 1 time before the end" in seen
    assert figure.status_code == 200
    kinds = [(event.kind, event.user) for event in running.events.all()]
    assert kinds == [(RoundEvent.Kind.LEADER, admin_user)] * 2


def test_an_hour_later_the_page_is_blind_again(admin_client, running, monkeypatch):
    admin_client.post(reverse("surveys:look", args=[running.slug]))
    monkeypatch.setattr(looking, "ONE_LOOK", timedelta(0))

    assert "Perceived similarity" not in page(admin_client, running)


def test_who_asked_sees_it_and_nobody_else(admin_client, client, django_user_model, running):
    admin_client.post(reverse("surveys:look", args=[running.slug]))
    client.force_login(django_user_model.objects.create_superuser("other"))

    assert "Perceived similarity" not in page(client, running)


def test_looking_needs_a_click_and_the_permission(admin_client, client, django_user_model, running):
    address = reverse("surveys:look", args=[running.slug])
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))

    assert admin_client.get(address).status_code == 405
    assert client.post(address).status_code == 403
    assert not running.events.exists()
