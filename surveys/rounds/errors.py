"""Why a round cannot go on; each text is a sentence for the researcher."""


class RoundError(Exception):
    """A rule of a round's life would be broken."""


class RoundNotDraft(RoundError):
    """It was opened before."""


class RoundNotOpen(RoundError):
    """Only an open round can be closed."""


class NothingToShow(RoundError):
    """There are no lists, or too few references with lists."""


class MethodsNotReady(RoundError):
    """Some of its methods have no finished lists; the text says which and why."""
