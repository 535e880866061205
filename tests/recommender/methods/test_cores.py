import os

import pytest

from recommender.methods.cores import thread_count


def test_the_variable_says_how_many_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")

    assert thread_count() == 3


def test_without_the_variable_all_cores_are_used(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)

    assert 1 <= thread_count() <= (os.cpu_count() or 1)


@pytest.mark.parametrize("nonsense", ["0", "-1", "two", "1.5"])
def test_nonsense_is_refused(nonsense, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", nonsense)

    with pytest.raises(ValueError, match=f"OMP_NUM_THREADS='{nonsense}'"):
        thread_count()
