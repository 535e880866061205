import math

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from surveys.statistics.holm import holm


def test_holm_agrees_with_r():
    # R 4.2.2: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05, 0.5), "holm")
    found = holm([0.01, 0.02, 0.03, 0.04, 0.05, 0.5])

    assert found == pytest.approx([0.06, 0.10, 0.12, 0.12, 0.12, 0.50])


@pytest.mark.parametrize("m", [1, 2, 15, 40])
def test_holm_agrees_with_statsmodels(m):
    p = np.random.default_rng(m).beta(0.4, 2, size=m).round(2)

    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-15)


def test_what_was_not_tested_is_no_member_of_the_family():
    found = holm([0.02, math.nan, 0.03])

    assert found[[0, 2]] == pytest.approx([0.04, 0.04])
    assert math.isnan(found[1])


def test_order_of_tests_does_not_matter():
    p = np.array([0.3, 0.001, 0.04, 0.04, 0.01])
    shuffled = np.array([3, 0, 4, 2, 1])

    assert holm(p[shuffled]).tolist() == holm(p)[shuffled].tolist()


def test_one_test_alone_keeps_its_p():
    assert holm([0.2]).tolist() == [0.2]


def test_no_tests_have_no_p():
    assert holm([]).size == 0


@pytest.mark.parametrize("p", [[1.2], [-0.1], [[0.1], [0.2]], [math.inf]])
def test_holm_refuses(p):
    with pytest.raises(ValueError, match=r"p-value"):
        holm(p)
