"""Why a round cannot go on; each text is a sentence for the researcher."""


class RoundError(Exception):
    """A rule of a round's life would be broken."""


class RoundNotDraft(RoundError):
    """It was opened before."""


class RoundNotOpen(RoundError):
    """Only an open round can be paused, and only an open or paused one closed."""


class RoundNotPaused(RoundError):
    """Only a paused round can be opened again."""


class RoundNotClosed(RoundError):
    """Only a closed round can be archived."""


class NotReady(RoundError):
    """What was decided does not go together, or not with the catalogue of today."""


class NothingToShow(NotReady):
    """There are no lists, or too few references with lists."""


class PlaceholdersLeft(NotReady):
    """The consent was not written to its end; whoever means its brackets says so."""


class MethodsNotReady(NotReady):
    """Some of its methods have no finished lists; the text says which and why."""
