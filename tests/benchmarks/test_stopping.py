"""What docs/statistics.md says of looking while answers come in, small."""

from dataclasses import replace

from benchmarks.simulated import Scenario
from benchmarks.stopping import LOOKS, stopping


def test_stopping_at_a_width_keeps_what_stopping_at_a_finding_loses():
    scenario = replace(Scenario(), participants=LOOKS[-1])

    found = stopping(scenario, wished=0.35, surveys=300, seed=20113)

    # A share of 300 lies within .04 of .95, three standard errors.
    assert found["covered, stopped at a width"] > 0.91
    assert found["found at the end, crossed t"] < 0.09
    assert found["found, stopped at p < .05, crossed t"] > 0.08
    assert found["found, stopped at p < .05, participant means"] > 0.4
    assert LOOKS[0] < found["participants"] < LOOKS[-1]
