"""The charts of a report."""

from . import wording
from .ages import bands
from .charts import Bar, Chart, bars, columns, split
from .model import Totals
from .numbers import grouped, percent
from .text import shown

# As many as fit at a glance; the tables have more.
BARS = 10
LABEL_COLUMNS = 64  # with a rule beside it, what fits the drawing
NOTE_COLUMNS = 24


def outcome(totals: Totals) -> Chart:
    """Accepted and rejected records. At least one record must have been read."""
    accepted = _bar("Accepted", totals.accepted, totals.read)
    rejected = _bar("Rejected", totals.rejected, totals.read)
    return split("outcome", "Accepted and rejected records", accepted, rejected)


def errors(totals: Totals) -> Chart | None:
    """Rejected records by error, if there are any."""
    entries = [
        Bar(
            shown(f"{error.field}: {error.message}", LABEL_COLUMNS, with_end=False),
            error.count,
            grouped(error.count),
            percent(error.count, totals.rejected),
            note=shown(error.rule, NOTE_COLUMNS),
        )
        for error in totals.errors[:BARS]
    ]
    return bars("errors", wording.ERRORS, "bad", entries) if entries else None


def ages(totals: Totals) -> Chart | None:
    """Accepted users by age, if there are any."""
    entries = [_bar(band.name, band.count, totals.accepted) for band in bands(totals.ages)]
    return columns("ages", wording.AGES, "bar", entries) if totals.accepted else None


def domains(totals: Totals) -> Chart | None:
    """Accepted users by domain, if there are any."""
    entries = [_bar(entry.domain, entry.count, totals.accepted) for entry in totals.top_domains[:BARS]]
    return bars("domains", wording.DOMAINS, "good", entries) if entries else None


def _bar(label: str, part: int, whole: int) -> Bar:
    return Bar(shown(label, LABEL_COLUMNS), part, grouped(part), percent(part, whole))
