"""The sections of the page: each a card with a heading, a note, a chart, and the numbers as a table."""

from . import drawings, reject_samples, wording
from .ages import bands
from .charts import Chart
from .model import Context, Example, Totals
from .numbers import grouped, percent
from .tables import Column, given, table
from .text import markup

# Keeps lists readable; summary.json has the whole list.
ROWS = 100
NAME_COLUMNS = 48
SOURCE_COLUMNS = 28
MESSAGE_COLUMNS = 200


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
    cells = [
        given(error.message, MESSAGE_COLUMNS, with_end=False)
        + _under(_code(error.field), _code(error.rule), *_places(reject_samples.of(error, context), context))
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
    return _section("errors", wording.ERRORS, wording.errors_note(totals), drawings.errors(totals), data, more)


def ages(totals: Totals) -> str:
    """Accepted users by age."""
    found = bands(totals.ages)
    data = table(
        "ages",
        "Accepted users by age",
        (
            Column("Age", [band.name for band in found], [f"{band.first:03}" for band in found]),
            *_shared("Users", [band.count for band in found], totals.accepted),
        ),
    )
    return _section("ages", wording.AGES, wording.ages_note(totals), drawings.ages(totals), data)


def domains(totals: Totals) -> str:
    """Accepted users by the domain of their address."""
    listed = totals.top_domains[:ROWS]
    data = table(
        "domains",
        "Accepted users by domain",
        (
            Column("Domain", [given(entry.domain, NAME_COLUMNS) for entry in listed], [e.domain for e in listed]),
            *_shared("Users", [entry.count for entry in listed], totals.accepted),
        ),
        by=1,
    )
    return _section("domains", wording.DOMAINS, wording.domains_note(totals), drawings.domains(totals), data)


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
    return _card("worst", wording.WORST, f'<p class="note">{note}</p>\n{data}')


def sources(totals: Totals, context: Context) -> str:
    """Where the records came from."""
    listed = context.sources[:ROWS]
    columns = [
        Column(wording.SOURCE, [given(source.name, NAME_COLUMNS) for source in listed], [s.name for s in listed]),
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
    return _card("settings", wording.SETTINGS, data + _more(len(context.settings), "setting"))


def _section(name: str, heading: str, note: str, chart: Chart | None, data: str, more: str = "") -> str:
    """A section: its chart, and the same numbers as a table. Without a chart it has only the note."""
    content = f'\n<div class="pair">\n<figure>\n{chart.placed()}\n</figure>\n{data}\n</div>{more}' if chart else ""
    return _card(name, heading, f'<p class="note">{markup(note)}</p>{content}')


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


def _value(value: str) -> str:
    return given(value, MESSAGE_COLUMNS) if value else '<span class="soft">empty</span>'


def _origin(is_chosen: bool) -> str:
    origin = wording.origin(is_chosen)
    return f"<strong>{origin}</strong>" if is_chosen else f'<span class="soft">{origin}</span>'


def _shared(head: str, parts: list[int], whole: int, share: str = "Share") -> tuple[Column, Column]:
    """A column of numbers and a column of their shares."""
    return (
        Column(head, [grouped(part) for part in parts], parts),
        Column(share, [markup(percent(part, whole)) for part in parts]),
    )


def _more(length: int, one: str, many: str | None = None) -> str:
    return f'\n<p class="note">{wording.left_out(length - ROWS, one, many)}</p>' if length > ROWS else ""
