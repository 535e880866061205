"""The report of a simulated round, parsed: what it says, in both languages."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from surveys import rounds
from surveys.analysis_plans import AnalysisPlan, seal
from surveys.models import Round, RoundEvent
from surveys.number_words import interval, number
from surveys.reporting import account_of
from surveys.reporting.deviations import deviations, primary_contrasts
from surveys.reporting.limits import limits
from surveys.reporting.methods_text import methods_text
from surveys.results import Answering, ask, find, standing_of, work
from tests.surveys.answered import answer, open_round
from tests.surveys.reporting.conftest import simulated_round
from tests.surveys.wordings import GERMAN

pytestmark = pytest.mark.django_db


class Document(HTMLParser):
    """Headings, paragraphs, tables and pictures of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.attributes, self.sheets = [], [], [], 0
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.sheets += 1
        elif data.strip():
            self.words.append(data.strip())

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))

    def of(self, tag):
        return [attrs for name, attrs in self.attributes if name == tag]


def written(round, tmp_path, language):
    out = tmp_path / f"{language}.html"
    call_command("report", round.slug, out=out, language=language, verbosity=0)
    return Document(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_report_is_one_whole_file_with_numbers_in_the_readers_language(
    round, account, tmp_path, language
):
    found = written(round, tmp_path, language)

    assert found.of("html") == [{"lang": language}]
    assert found.sheets == 1
    assert not {"link", "script", "iframe"} & set(found.tags)
    pictures = found.of("img")
    assert len(pictures) == 7
    assert all(one["src"].startswith("data:image/svg+xml;base64,") for one in pictures)
    assert all(one["alt"] for one in pictures)
    assert found.open == []
    with translation.override(language):
        best = account.analysis.results.methods[0]
        assert number(best.score.value, 1) in found.text
        assert interval(best.score.low, best.score.high, 1) in found.text
        assert pgettext("chapter of a report", "Methods") in found.text
        for title in ("Results", "Robustness", "Quality of the data", "Limits"):
            assert gettext(title) in found.text


def test_report_names_design_sample_estimators_software_and_manifest(round, tmp_path):
    text = written(round, tmp_path, "en").text

    for words in (
        "compared 5 methods",
        "14 products were drawn as references from 2 categories",
        "Each participant was to see 7 references",
        "seed 7",
        "2 repeated trials",
        "“How similar are they?”",
        "on 7 labelled points",
        "participants consented",
        "Cameron, Gelbach & Miller, 2011",
        "pigeonhole bootstrap (Owen, 2007; 2000 replicates, seed 7)",
        "SimSurvey 0.1.0",
        round.manifest_sha256,
        "https://doi.org/10.1198/jbes.2010.07136",
    ):
        assert words in text


def test_report_gives_effects_with_interval_t_p_and_sizes(round, account, tmp_path):
    text = written(round, tmp_path, "en").text

    (planned,) = primary_contrasts(account)
    test = planned.difference
    assert f"t({test.df}) = {number(test.t, 2)}" in text
    assert f"A12 = {number(planned.a12.value, 2)}" in text
    assert "after Holm p" in text
    assert "Holds for new people and new products of this catalogue" in text
    assert "Kendall's W" in text


def test_tables_and_figures_are_numbered_through(round, tmp_path):
    text = written(round, tmp_path, "en").text

    for kind in ("Table", "Figure"):
        numbers = [int(found) for found in re.findall(rf"{kind} (\d+)\.", text)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_plan_and_deviations_stand_in_the_report(round, tmp_path):
    text = written(round, tmp_path, "en").text

    assert "Planned sample: 50 completed participants." in text
    assert "50 were planned." in text
    assert "± 1.0 were wished for." in text
    assert round.analysis_plan_sha256 in text


def people_of(round):
    findings = find(round=round, answering=Answering.PEOPLE)
    return account_of(round=round, answering=Answering.PEOPLE, findings=findings)


def test_early_looks_are_counted_from_the_first(django_user_model):
    round = open_round()
    ada = django_user_model.objects.create_user("ada")
    for days in (3, 2):
        event = rounds.log_event(round=round, kind=RoundEvent.Kind.LEADER, by=ada)
        before = timezone.now() - timedelta(days=days)
        RoundEvent.objects.filter(pk=event.pk).update(happened_at=before)

    found = deviations(people_of(round))

    assert found[0].startswith("Results were looked at 2 times before the end, first on")


def test_without_a_plan_the_report_says_that_all_is_exploratory():
    found = deviations(people_of(open_round()))

    assert any("exploratory" in sentence for sentence in found)


def test_changed_rules_and_a_broken_seal_are_deviations(round):
    Round.objects.update(screening={"no_variance": False})
    round.refresh_from_db()
    findings = find(round=round, answering=Answering.SIMULATED)
    round.analysis_plan = round.analysis_plan | {"participants": 5}

    found = deviations(account_of(round=round, answering=Answering.SIMULATED, findings=findings))

    assert "The screening rules are not those that were frozen at the opening." in found
    assert "The plan of the analysis is not the one that was sealed at the opening." in found


def test_what_changed_after_the_analysis_is_told_in_the_next_report(round, account):
    round.references.update(title="Another")

    assert any("have changed: references." in sentence for sentence in deviations(account))


def test_to_read_a_round_in_another_language_is_no_change():
    german = GERMAN | {"scale_labels": [f"Stufe {point}" for point in range(1, 8)]}
    round = simulated_round(translations={"de": german})
    findings = find(round=round, answering=Answering.SIMULATED)

    with translation.override("de"):
        account = account_of(round=round, answering=Answering.SIMULATED, findings=findings)
        found = deviations(account)

    assert account.round.language == "de"
    assert not any("texts" in sentence for sentence in found)


def test_methods_are_told_from_what_was_frozen_and_not_from_the_row(round, account):
    account.round.repeated_trials = 99

    told = " ".join(words for one in methods_text(account) for words in one.paragraphs)

    assert "2 repeated trials" in told
    assert "99 repeated" not in told


@pytest.mark.parametrize(
    ("language", "question", "ends"),
    [("en", "How similar", ("1st", "7th")), ("de", "Wie ähnlich", ("Stufe 1", "Stufe 7"))],
)
def test_question_and_scale_are_told_from_what_was_frozen(language, question, ends):
    german = GERMAN | {"scale_labels": [f"Stufe {point}" for point in range(1, 8)]}
    round = simulated_round(translations={"de": german})
    findings = find(round=round, answering=Answering.SIMULATED)
    Round.objects.update(
        question="Why?",
        scale_kind=Round.ScaleKind.SLIDER,
        scale_labels=["a", "b"],
        translations={"de": german | {"question": "Warum?", "scale_labels": ["c", "d"]}},
    )

    with translation.override(language):
        account = account_of(
            round=Round.objects.get(), answering=Answering.SIMULATED, findings=findings
        )
        told = methods_text(account)[0].paragraphs[2]

    assert question in told
    assert all(end in told for end in ends)


def test_few_people_are_a_limit(account):
    assert any("Only 10 participants took part" in sentence for sentence in limits(account))


def test_a_running_round_is_reported_only_when_that_is_asked_for(tmp_path):
    round = open_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)
    out = tmp_path / "report.html"

    with pytest.raises(CommandError, match="Add --look"):
        call_command("report", round.slug, out=out)
    assert not out.exists()
    call_command("report", round.slug, out=out, look=True, verbosity=0)

    assert "Results were looked at 1 time before the end" in out.read_text()
    assert round.events.get().kind == RoundEvent.Kind.LEADER


def test_a_file_that_cannot_be_written_is_said(round, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("report", round.slug, out=tmp_path / "nowhere" / "report.html")


def analysed(round):
    standing = standing_of(round=round, answering=Answering.SIMULATED)
    assert ask(standing)
    assert work(standing.row.pk)
    return round


def test_before_the_first_analysis_the_results_page_says_what_is_going_on(
    admin_client, round, monkeypatch
):
    monkeypatch.setattr("surveys.tasks._send", lambda pk: None)

    response = admin_client.get(reverse("surveys:report", args=[round.slug]))

    assert response.url.startswith(reverse("surveys:results", args=[round.slug]))


def test_site_shows_the_report_and_hands_out_the_file(admin_client, round):
    analysed(round)
    address = reverse("surveys:report", args=[round.slug])

    page = admin_client.get(address)
    file = admin_client.get(address, {"download": "1"})

    assert "As one HTML file" in page.text
    assert "<style" not in page.text
    assert file.headers["Content-Disposition"] == (
        f'attachment; filename="{round.slug}-report-en.html"'
    )
    assert "<style>" in file.text
    assert "As one HTML file" not in file.text


def test_while_people_answer_there_is_no_report(admin_client):
    round = open_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)
    address = reverse("surveys:report", args=[round.slug])

    assert admin_client.get(address).status_code == 403
    admin_client.post(reverse("surveys:look", args=[round.slug]))
    assert admin_client.get(address).status_code == 200


def test_the_plan_decides_whom_the_report_is_about(admin_client, round):
    Round.objects.update(analysis_plan=AnalysisPlan(without_flagged=True).to_json())
    analysed(Round.objects.get())
    address = reverse("surveys:report", args=[round.slug])

    planned = admin_client.get(address).text
    asked = admin_client.get(address, {"screened": "0"}).text

    assert "This report leaves out the answers of those flagged or sent away." in planned
    assert "This report is about everybody&#x27;s answers" in asked


def test_the_seal_binds_a_plan_to_its_round(round):
    assert round.analysis_plan_sha256 == seal(round.analysis_plan, round.manifest_sha256)
    assert seal(round.analysis_plan, "0" * 64) != round.analysis_plan_sha256
