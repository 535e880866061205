"""Why a number is missing: every nan of a statistic comes with one of these."""

from __future__ import annotations

import enum


class Reason(enum.StrEnum):
    """Why there is no number or no interval; the caller turns the member into a sentence."""

    NO_RATINGS = "no ratings"
    ONE_PARTICIPANT = "one participant"
    ONE_REFERENCE = "one reference"
    NO_VARIATION = "no variation"
    ONE_METHOD = "one method"
    NO_COMPLETE_BLOCK = "no complete block"
    NOT_CONNECTED = "not connected"
    SEPARATED = "separated"
    INCOMPLETE = "incomplete"
    CONFOUNDED = "confounded"
    TOO_MANY_TIES = "too many ties"
    TOO_FEW_REPLICATES = "too few replicates"
    TOO_FEW_REFERENCES = "too few references"
    TOO_FEW_CLUSTERS = "too few participants or references for so many methods"
    NOT_POSITIVE_DEFINITE = "covariance not positive definite"
    ONE_CATEGORY = "one category"
