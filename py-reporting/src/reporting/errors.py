"""The errors that this package raises."""


class ReportingError(Exception):
    """The base class of this package's own errors."""


class InconsistentTotals(ReportingError):
    """The totals contradict each other or their context; `contradictions` has one sentence per contradiction."""

    def __init__(self, contradictions: tuple[str, ...]) -> None:
        super().__init__("render: the totals contradict themselves: " + "; ".join(contradictions))
        self.contradictions = contradictions
