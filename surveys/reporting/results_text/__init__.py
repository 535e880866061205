"""The results section of a report: full sentences, each with its numbers."""

from surveys.reporting.results_text.contrast_words import sentence_of
from surveys.reporting.results_text.every import results_text
from surveys.reporting.results_text.summary import summary

__all__ = ["results_text", "sentence_of", "summary"]
