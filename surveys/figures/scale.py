"""From values to places."""

from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator


@dataclass(frozen=True)
class Scale:
    """Values from `lowest` to `highest` between two places in CSS pixels.

    Where both are the same, that value stands at `start`.

    Examples
    --------
    >>> scale = Scale(0, 4, 100, 300)
    >>> scale.at(3), scale.at(scale.cut(9)), scale.ticks(4)
    (250.0, 300.0, [0.0, 1.0, 2.0, 3.0, 4.0])
    """

    lowest: float
    highest: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.highest - self.lowest or 1
        return self.start + (self.end - self.start) * (value - self.lowest) / span

    def cut(self, value: float) -> float:
        """The nearest value on the scale."""
        return min(max(value, self.lowest), self.highest)

    def ticks(self, intervals: int, *, whole: bool = False) -> list[float]:
        """Round numbers on the scale, with about as many intervals at most."""
        found = MaxNLocator(intervals, integer=whole).tick_values(self.lowest, self.highest)
        return [float(tick) for tick in found if self.lowest <= tick <= self.highest]
