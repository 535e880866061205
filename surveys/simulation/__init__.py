"""Simulated participants: they answer through the same functions as a browser.

They show what a filled round looks like, and test the way. They say nothing about people, and are
marked wherever they are counted.
"""

from surveys.simulation.likeness import likeness
from surveys.simulation.raters import Manner, Profile
from surveys.simulation.running import Simulated, simulate

__all__ = ["Manner", "Profile", "Simulated", "likeness", "simulate"]
