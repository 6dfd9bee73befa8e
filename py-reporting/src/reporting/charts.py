"""Charts as SVG. Lengths along x are percentages, so a chart fills any width while its text keeps its size.

Every bar has its label and value as text, so that no information is in the colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .numbers import length
from .text import markup


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that is `height` pixels high and has any width. `name` makes its ids unique."""

    name: str
    title: str
    description: str
    height: int
    body: str

    def placed(self, *, x: int = 0, y: int = 0, width: str = "100%") -> str:
        """The chart as an element of a page, or at a position in a larger drawing."""
        return (
            f'<svg class="chart" x="{x}" y="{y}" width="{width}" height="{self.height}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-description">'
            f'<title id="{self.name}-title">{markup(self.title)}</title>'
            f'<desc id="{self.name}-description">{markup(self.description)}</desc>{self.body}</svg>'
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its `size` relative to the others, and its texts. Narrow charts omit `note`."""

    label: str
    size: int
    value: str
    share: str
    note: str = ""


BAR_ROW = 46
BAR_LENGTH = 66  # at most this percentage of the width, so that the value fits after the bar


def bars(name: str, title: str, colour: str, entries: Sequence[Bar]) -> Chart:
    """Horizontal bars, one below the other: the label above its bar, the value after it."""
    largest = max(entry.size for entry in entries)
    rows = (_row(entry, largest, colour, number * BAR_ROW) for number, entry in enumerate(entries))
    return Chart(name, title, _read_out(entries), len(entries) * BAR_ROW, "".join(rows))


def _row(entry: Bar, largest: int, colour: str, top: int) -> str:
    drawn = length(entry.size, largest, BAR_LENGTH)
    note = f'<tspan class="soft small wide" dx="10">{markup(entry.note)}</tspan>' if entry.note else ""
    return (
        f'<text x="0" y="{top + 14}">{markup(entry.label)}{note}</text>'
        f'<rect class="{colour}" x="0" y="{top + 21}" width="{drawn}" height="14" rx="3"/>'
        f'<text x="{drawn}" y="{top + 33}" dx="8"><tspan class="strong">{markup(entry.value)}</tspan>'
        f'<tspan class="soft" dx="7">{markup(entry.share)}</tspan></text>'
    )


COLUMNS_TOP = 20  # room for the share above the highest column
COLUMNS_HEIGHT = 212
COLUMNS_FOOT = 44
COLUMN_WIDTH = 76  # percentage of a column's place


def columns(name: str, title: str, colour: str, entries: Sequence[Bar]) -> Chart:
    """Upright bars side by side: the share above, label and value below."""
    largest = max(entry.size for entry in entries)
    base = COLUMNS_TOP + COLUMNS_HEIGHT
    places = (_column(entry, largest, colour, number, len(entries)) for number, entry in enumerate(entries))
    line = f'<rect class="line" x="0" y="{base}" width="100%" height="1"/>'
    return Chart(name, title, _read_out(entries), base + COLUMNS_FOOT, "".join(places) + line)


def _column(entry: Bar, largest: int, colour: str, number: int, count: int) -> str:
    base = COLUMNS_TOP + COLUMNS_HEIGHT
    high = (2 * entry.size * COLUMNS_HEIGHT + largest) // (2 * largest) if entry.size else 0
    high = max(high, 2) if entry.size else 0
    left = length(100 * number + (100 - COLUMN_WIDTH) // 2, 100 * count)
    middle = length(2 * number + 1, 2 * count)
    column = (
        f'<rect class="{colour}" x="{left}" y="{base - high}" width="{length(COLUMN_WIDTH, 100 * count)}" '
        f'height="{high}" rx="3"/>'
    )
    texts = (
        (base - high - 7, "strong small", entry.share if entry.size else "0"),
        (base + 18, "small", entry.label),
        (base + 35, "soft small wide", entry.value),
    )
    return (column if high else "") + "".join(
        f'<text class="{kind}" x="{middle}" y="{y}" text-anchor="middle">{markup(text)}</text>'
        for y, kind, text in texts
    )


HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="bad" width="6" height="6"/><rect class="paper" width="1.5" height="6" opacity="0.55"/></pattern>'
)


def split(name: str, title: str, kept: Bar, lost: Bar) -> Chart:
    """One bar in two parts, of which the second is hatched."""
    whole = kept.size + lost.size
    edge = length(kept.size, whole)
    parts = f'<rect class="good" x="0" y="0" width="{edge}" height="18" rx="3"/>' if kept.size else ""
    if lost.size:
        parts += f'<rect fill="url(#hatch)" x="{edge}" y="0" width="{length(lost.size, whole)}" height="18" rx="3"/>'
    return Chart(
        name,
        title,
        _read_out((kept, lost)),
        44,
        f"<defs>{HATCH}</defs>{parts}"
        f'<text x="0" y="38">{_named(kept)}</text><text x="100%" y="38" text-anchor="end">{_named(lost)}</text>',
    )


def _named(part: Bar) -> str:
    return (
        f'{markup(part.label)} <tspan class="strong">{markup(part.value)}</tspan>'
        f'<tspan class="soft wide" dx="7">{markup(part.share)}</tspan>'
    )


def _read_out(entries: Sequence[Bar]) -> str:
    return "; ".join(f"{entry.label}: {entry.value} ({entry.share})" for entry in entries) + "."
