"""The sections of the page: each a card with a heading, a note, and a table whose rows have bars."""

from . import drawings, reject_samples, wording
from .ages import bands
from .model import Context, Example, Source, Totals
from .numbers import counted, grouped, grouped_if_number, percent
from .tables import Column, given, part, table
from .text import markup

# Keeps lists readable; summary.json has the whole list.
ROWS = 100
NAME_COLUMNS = 48
SOURCE_COLUMNS = 28
MESSAGE_COLUMNS = 200
NOTE_COLUMNS = 400


def figures(totals: Totals) -> str:
    """The main numbers, and accepted compared with rejected records."""
    entries = (
        ("Read", grouped(totals.read)),
        ("Accepted", grouped(totals.accepted)),
        ("Rejected", grouped(totals.rejected)),
        ("Accept rate", percent(totals.accepted, totals.read)),
    )
    terms = "\n".join(f"<div><dt>{name}</dt><dd>{markup(figure)}</dd></div>" for name, figure in entries)
    chart = f"\n<figure>\n{drawings.outcome(totals).placed()}\n</figure>" if totals.read else ""
    return (
        '<section class="card" aria-labelledby="figures">\n<h2 class="unseen" id="figures">Figures</h2>\n'
        f'<dl class="figures">\n{terms}\n</dl>{chart}\n</section>'
    )


def errors(totals: Totals, context: Context) -> str:
    """Rejected records by field and rule, and the places of the first of each."""
    listed = totals.errors[:ROWS]
    largest = max((error.count for error in listed), default=0)
    cells = [
        given(error.message, MESSAGE_COLUMNS, with_end=False)
        + part("bad", error.count, largest)
        + _under(
            f'{_code(error.field)}<span class="wide"> · {_code(error.rule)}</span>',
            *_places(reject_samples.of(error, context), context),
        )
        for error in listed
    ]
    data = table(
        "errors",
        "Errors by field and rule",
        (
            Column("Error, field and rule", cells, [f"{error.field} {error.rule}" for error in listed]),
            *_shared("Records", [error.count for error in listed], totals.rejected, "Share of rejected"),
        ),
        by=1,
    )
    more = _more(len(totals.errors), "kind of error", "kinds of error")
    return _section("errors", wording.ERRORS, wording.errors_note(totals), data + more if listed else "")


def ages(totals: Totals) -> str:
    """Accepted users by age."""
    found = bands(totals.ages)
    largest = max(band.count for band in found)
    data = table(
        "ages",
        "Accepted users by age",
        (
            Column(
                "Age",
                [band.name + part("bar", band.count, largest) for band in found],
                [f"{band.first:03}" for band in found],
            ),
            *_shared("Users", [band.count for band in found], totals.accepted),
        ),
    )
    return _section("ages", wording.AGES, wording.ages_note(totals), data if totals.accepted else "")


def domains(totals: Totals) -> str:
    """Accepted users by the domain of their address."""
    listed = totals.top_domains[:ROWS]
    largest = max((entry.count for entry in listed), default=0)
    names = [given(entry.domain, NAME_COLUMNS) + part("good", entry.count, largest) for entry in listed]
    data = table(
        "domains",
        "Accepted users by domain",
        (
            Column("Domain", names, [entry.domain for entry in listed]),
            *_shared("Users", [entry.count for entry in listed], totals.accepted),
        ),
        by=1,
    )
    return _section("domains", wording.DOMAINS, wording.domains_note(totals), data if listed else "")


def worst(context: Context) -> str:
    """The records with the most errors."""
    found = reject_samples.worst(context)
    note = markup(wording.worst_note(found))
    data = table(
        "worst",
        wording.WORST,
        (
            Column("Record", [grouped(example.record) for example in found]),
            Column("Line", [grouped(example.line) for example in found]),
            Column("What is wrong", [_problems(example) + _source(example, context) for example in found], text=True),
        ),
    )
    folded = _fold(counted(len(found), "record"), data)
    return _card("worst", wording.WORST, f'<p class="note">{note}</p>\n{folded}')


def sources(totals: Totals, context: Context) -> str:
    """Where the records came from."""
    listed = context.sources[:ROWS]
    columns = [
        Column(wording.SOURCE, [_read_source(source) for source in listed], [source.name for source in listed]),
        *_shared("Records", [source.records for source in listed], totals.read),
    ]
    if wording.ignores(context):
        ignored = [source.ignored_columns for source in listed]
        columns.append(Column(wording.IGNORED, [grouped(number) for number in ignored], ignored))
    data = table("sources", "Records by source", columns, by=-1)
    return _card("sources", wording.SOURCES, data + _more(len(context.sources), "source"))


def settings(context: Context) -> str:
    """How the run was done."""
    listed = context.settings[:ROWS]
    data = table(
        "settings",
        wording.SETTINGS,
        (
            Column("Setting", [_code(setting.key) for setting in listed]),
            Column("Value", [_value(setting.value) for setting in listed], text=True),
            Column("From", [_origin(setting.chosen) for setting in listed]),
        ),
    )
    folded = _fold(counted(len(context.settings), "setting"), data + _more(len(context.settings), "setting"))
    return _card("settings", wording.SETTINGS, folded)


def _section(name: str, heading: str, note: str, data: str) -> str:
    """A section with its table. If there is nothing to list, it has only the note."""
    return _card(name, heading, f'<p class="note">{markup(note)}</p>' + (f"\n{data}" if data else ""))


def _fold(what: str, content: str) -> str:
    """Content that is folded on a phone only."""
    return f'<details class="fold">\n<summary>Show {what}</summary>\n{content}\n</details>'


def _card(name: str, heading: str, content: str) -> str:
    return f'<section class="card" aria-labelledby="{name}">\n<h2 id="{name}">{heading}</h2>\n{content}\n</section>'


def _under(*parts: str) -> str:
    return f'<span class="under">{" · ".join(parts)}</span>'


def _code(name: str) -> str:
    return f"<code>{given(name, NAME_COLUMNS)}</code>"


def _places(found: list[Example], context: Context) -> list[str]:
    """The places of examples: their lines, and their sources if there are several."""
    return [
        (f"{given(name, SOURCE_COLUMNS)} " if len(context.sources) > 1 else "")
        + f"line {', '.join(map(grouped, lines))}"
        for name, lines in reject_samples.lines(found).items()
    ]


def _problems(example: Example) -> str:
    """What is wrong with an example, one line per problem."""
    items = (
        f"<li>{_code(problem.field)} {given(problem.message, MESSAGE_COLUMNS, with_end=False)}</li>"
        for problem in example.problems
    )
    return f"<ul>{''.join(items)}</ul>"


def _source(example: Example, context: Context) -> str:
    """The source of an example, if there are several sources."""
    return _under(given(example.input, NAME_COLUMNS)) if len(context.sources) > 1 else ""


def _read_source(source: Source) -> str:
    """A source, and below it how it was read and what is to know about it."""
    notes = (_under(given(text, NOTE_COLUMNS)) for text in wording.told(source))
    return given(source.name, NAME_COLUMNS) + "".join(notes)


def _value(value: str) -> str:
    return given(grouped_if_number(value), MESSAGE_COLUMNS) if value else '<span class="soft">empty</span>'


def _origin(is_chosen: bool) -> str:
    origin = wording.origin(is_chosen)
    return f"<strong>{origin}</strong>" if is_chosen else f'<span class="soft">{origin}</span>'


def _shared(head: str, parts: list[int], whole: int, share: str = "Share") -> tuple[Column, Column]:
    """A column of numbers and a column of their shares."""
    return (
        Column(head, [grouped(number) for number in parts], parts),
        Column(share, [markup(percent(number, whole)) for number in parts], wide=True),
    )


def _more(length: int, one: str, many: str | None = None) -> str:
    return f'\n<p class="note">{wording.left_out(length - ROWS, one, many)}</p>' if length > ROWS else ""
