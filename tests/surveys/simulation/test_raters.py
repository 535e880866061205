import numpy as np
import pytest

from surveys.simulation import Manner, Profile
from surveys.simulation.raters import draw_rater


def drawn(profile, number=400):
    return [draw_rater(profile, np.random.default_rng(seed)) for seed in range(number)]


def test_by_default_all_are_attentive_and_stay():
    raters = drawn(Profile(), 50)

    assert {rater.manner for rater in raters} == {Manner.ATTENTIVE}
    assert {rater.stays for rater in raters} == {1.0}
    assert not any(rater.clicks_twice or rater.has_two_tabs for rater in raters)


def test_shares_are_kept():
    raters = drawn(Profile(careless=0.2, dropouts=0.5, returners=0.5, two_tabs=1))

    # The standard deviations of the shares of 400 are 0.02 and 0.025.
    assert abs(np.mean([rater.manner != Manner.ATTENTIVE for rater in raters]) - 0.2) < 0.08
    assert abs(np.mean([rater.stays < 1 for rater in raters]) - 0.5) < 0.1
    assert all(rater.has_two_tabs for rater in raters)
    assert {rater.manner for rater in raters} == set(Manner)


def test_a_share_changes_only_what_it_names():
    before, after = drawn(Profile(careless=0.3)), drawn(Profile(careless=0.3, dropouts=0.4))

    assert [one.manner for one in before] == [one.manner for one in after]
    assert [one.leniency for one in before] == [one.leniency for one in after]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_lies_between_0_and_1(share):
    with pytest.raises(ValueError, match="careless is a share"):
        Profile(careless=share)
