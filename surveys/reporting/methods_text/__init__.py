"""The methods section of a report, generated from what the round froze."""

from surveys.reporting.methods_text.every import methods_text

__all__ = ["methods_text"]
