"""What can go wrong, as types."""


class ReportingError(Exception):
    """The base of everything that this package raises on purpose."""


class InconsistentTotals(ReportingError):
    """The totals contradict themselves, or their context; `contradictions` has a sentence for each way they do."""

    def __init__(self, contradictions: tuple[str, ...]) -> None:
        super().__init__("render: the totals contradict themselves: " + "; ".join(contradictions))
        self.contradictions = contradictions
