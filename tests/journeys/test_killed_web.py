"""The web server of `manage.py up`, killed for real while answers are on their way to it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.environment import PROJECT
from tests.journeys.conftest import Start
from tests.journeys.running import PATIENCE_SECONDS, Site, eventually

pytestmark = pytest.mark.skipif(
    not os.path.isdir("/proc/self"),  # noqa: PTH112
    reason="processes are told apart by /proc, which this system lacks",
)

PEOPLE, TRIALS, LETTERS = 8, 8, "ABC"
KILLS = (30, 100)  # when so many answers are acknowledged, of 8 × 8 × 3

OPEN = """
from surveys import rounds
from tests.surveys.factories import make_catalogue, make_round, make_run
catalogue = make_catalogue()
for method, shift in {"ssim": 1, "efficientnet": 4, "random": 7}.items():
    make_run(catalogue, method, shift=shift)
rounds.open_round(round=make_round(
    catalogue, ["ssim", "efficientnet", "random"], references_count=8, trials_per_participant=8
))
"""

TELL = """
import json
from surveys.models import Participation, Rating, Revision, Trial
ratings = Rating.objects.select_related("slot__trial__participation")
print(json.dumps({
    "answers": [
        [rating.slot.trial.participation.token, rating.slot.trial.position, rating.slot.letter,
         rating.value]
        for rating in ratings
    ],
    "revisions": Revision.objects.count(),
    "people": Participation.objects.count(),
    "completed": Participation.objects.filter(completed_at__isnull=False).count(),
    "submitted": Trial.objects.filter(submitted_at__isnull=False).count(),
}))
"""

NO_ANSWER = (ConnectionError, http.client.HTTPException)


class Participant(threading.Thread):
    """Joins and answers all, as a browser does; what gets no answer is looked up and sent again.

    Attributes
    ----------
    acknowledged : what the server said was saved: position and letter, and the value
    unanswered : what was on its way when the server died, and what its page showed afterwards
    """

    def __init__(self, site: Site, number: int) -> None:
        super().__init__()
        place = urlsplit(site.address)
        self.host, self.port, self.number = place.hostname or "", place.port, number
        self.token = ""
        self.acknowledged: dict[tuple[int, str], int] = {}
        self.unanswered: dict[tuple[int, str], int | None] = {}
        self.submissions_cut_off = 0
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self._join()
            for position in range(1, TRIALS + 1):
                for letter in LETTERS:
                    self._answer(position, letter, 1 + (self.number + position + ord(letter)) % 5)
                self._submit(position)
        except Exception as error:
            self.failure = error

    def _join(self) -> None:
        arrival = re.search(r'name="arrival" value="([^"]+)"', self._get("/s/alike/")[1])
        assert arrival
        form = {"arrival": arrival[1], "decision": "agree"}
        while True:
            try:
                status, _body, there = self._ask("POST", "/s/alike/", form)
            except NO_ANSWER:
                continue
            assert status == 302
            self.token = there.split("/")[2]
            return

    def _answer(self, position: int, letter: str, value: int) -> None:
        address = f"/p/{self.token}/{position}/{letter}/"
        while True:
            try:
                status, body, _there = self._ask("POST", address, {letter: value})
            except NO_ANSWER:
                shown = self._shown(position, letter)
                self.unanswered[position, letter] = shown
                assert shown in (None, value), f"{address} shows {shown} instead of {value}"
                continue
            assert (status, "Saved" in body) == (200, True), (address, status, body)
            self.acknowledged[position, letter] = value
            return

    def _shown(self, position: int, letter: str) -> int | None:
        """The answer that the page shows as saved; None where it asks for one."""
        status, body, _there = self._get(f"/p/{self.token}/{position}/")
        points = re.findall(rf'name="{letter}" value="(\d)" required( checked)?>', body)
        assert (status, len(points)) == (200, 5), (status, body)
        return next((int(value) for value, checked in points if checked), None)

    def _submit(self, position: int) -> None:
        here, following = (f"/p/{self.token}/{number}/" for number in (position, position + 1))
        after = following if position < TRIALS else f"/p/{self.token}/thanks/"
        while True:
            try:
                status, _body, there = self._ask("POST", here, {})
            except NO_ANSWER:
                self.submissions_cut_off += 1
                there = self._get(f"/p/{self.token}/")[2]
                assert there in (here, after), f"the link of {here} leads to {there}"
                if there == here:
                    continue
                return
            assert (status, there) == (302, after), (here, status, there)
            return

    def _get(self, path: str) -> tuple[int, str, str]:
        while True:
            try:
                return self._ask("GET", path)
            except NO_ANSWER:
                continue

    def _ask(
        self, method: str, path: str, form: Mapping[str, Any] | None = None
    ) -> tuple[int, str, str]:
        headers = {"HX-Request": "true"} if path[-2:-1] in LETTERS else {}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(
            http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_SECONDS)
        ) as connection:
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")


def shell(installation: dict[str, str], code: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=PROJECT,
        env=installation,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill_web_server(site: Site) -> None:
    """The master and its workers, as the kernel does when memory runs out."""
    for number, command in sorted(site.processes().items()):
        if "gunicorn" in command:
            os.kill(number, signal.SIGKILL)


def test_no_acknowledged_answer_is_lost_and_none_doubled_when_the_web_server_is_killed(
    start: Start, installation: dict[str, str]
) -> None:
    site = start("up", "--port", "0")
    assert site.get("/")[0] == 200
    shell(installation, OPEN)
    people = [Participant(site, number) for number in range(PEOPLE)]
    for person in people:
        person.start()

    for saved in KILLS:
        eventually(
            lambda saved=saved: (
                sum(len(person.acknowledged) for person in people) >= saved
                or any(person.failure for person in people)
            ),
            lambda: f"{[person.failure for person in people]}\n{site.output}",
        )
        kill_web_server(site)
    for person in people:
        person.join(PATIENCE_SECONDS)
    stored = json.loads(shell(installation, TELL))

    assert [person.failure for person in people if person.failure] == []
    assert site.output.count("The web server ended by SIGKILL") == len(KILLS)
    assert any(person.unanswered or person.submissions_cut_off for person in people)
    acknowledged = [
        [person.token, *slot, value]
        for person in people
        for slot, value in person.acknowledged.items()
    ]
    assert sorted(stored.pop("answers")) == sorted(acknowledged)
    assert stored == {
        "revisions": 0,
        "people": PEOPLE,
        "completed": PEOPLE,
        "submitted": PEOPLE * TRIALS,
    }
