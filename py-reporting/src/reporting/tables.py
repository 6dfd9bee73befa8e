"""Tables of the page. CSS alone sorts them: each row has its place in every order, and a heading selects the order."""

from collections.abc import Sequence
from dataclasses import dataclass

from .numbers import length
from .text import markup, shown

Keys = Sequence[int] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column, whose cells are markup. The first one has the row headings, the others numbers unless `text` is set.
    A `wide` column is left out on a phone.

    With `keys`, one per row, the table can be sorted by the column: numbers descend, text ascends.
    """

    head: str
    cells: Sequence[str]
    keys: Keys = ()
    text: bool = False
    wide: bool = False

    def places(self) -> list[int]:
        """The place of each row when the table is sorted by this column. The sort is stable."""
        falls = isinstance(self.keys[0], int)
        order = sorted(range(len(self.keys)), key=lambda row: self.keys[row], reverse=falls)
        places = [0] * len(order)
        for place, row in enumerate(order):
            places[row] = place
        return places


def table(name: str, caption: str, columns: Sequence[Column], *, by: int = 0) -> str:
    """A table that is sorted by the column at position `by`. `name` must be unique in the page."""
    rows = range(len(columns[0].cells))
    sorts = len(rows) > 1 and any(column.keys for column in columns)
    # As a grid, it is a table to a screen reader only because of its roles.
    role = _role if sorts else _no_role
    heads = "".join(
        f'<th scope="col"{role("columnheader")}{_kind(column)}>{_head(name, column, sorts, number == by)}</th>'
        for number, column in enumerate(columns)
    )
    places = [column.places() if sorts and column.keys else [] for column in columns]
    body = "\n".join(
        f"<tr{role('row')}{_places(places, row)}>"
        f'<th scope="row"{role("rowheader")}>{columns[0].cells[row]}</th>'
        + "".join(f"<td{role('cell')}{_kind(column)}>{column.cells[row]}</td>" for column in columns[1:])
        + "</tr>"
        for row in rows
    )
    layout = f' class="sorts" style="--rest:{len(columns) - 1}"' if sorts else ""
    return (
        f'<table{role("table")}{layout}>\n<caption class="unseen">{caption}</caption>\n'
        f"<thead{role('rowgroup')}>\n<tr{role('row')}>{heads}</tr>\n</thead>\n"
        f"<tbody{role('rowgroup')}>\n{body}\n</tbody>\n</table>"
    )


def part(colour: str, size: int, largest: int) -> str:
    """A bar below the text of a cell, as long as the size is compared with the largest."""
    return f'<span class="part {colour}" style="--part:{length(size, largest)}"></span>' if size else ""


def given(text: str, columns: int, *, with_end: bool = True) -> str:
    """Text from input, whose writing direction doesn't affect the text around it."""
    return f"<bdi>{markup(shown(text, columns, with_end=with_end))}</bdi>"


def _head(name: str, column: Column, sorts: bool, is_chosen: bool) -> str:
    if not sorts or not column.keys:
        return column.head
    chosen = " checked" if is_chosen else ""
    arrow = "down" if isinstance(column.keys[0], int) else "up"
    return (
        f'<label class="{arrow}"><input type="radio" name="sort-{name}"{chosen}>'
        f'<span class="unseen">Sort by </span>{column.head}</label>'
    )


def _places(places: Sequence[Sequence[int]], row: int) -> str:
    """The row's place by each column, in the variables of the style: `--c0`, `--c1` and so on."""
    known = [f"--c{number}:{column[row]}" for number, column in enumerate(places) if column]
    return f' style="{";".join(known)}"' if known else ""


def _kind(column: Column) -> str:
    kinds = [name for name, is_set in (("text", column.text), ("wide", column.wide)) if is_set]
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _role(name: str) -> str:
    return f' role="{name}"'


def _no_role(_: str) -> str:
    return ""
