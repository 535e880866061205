"""Whether a round is still the one that was opened, and everybody was shown what it says."""

from surveys.verification.verifying import faults

__all__ = ["faults"]
