"""The sections of the page: each a card with a heading, a note, a chart, and the numbers as a table."""

from . import drawings, wording
from .ages import bands
from .charts import Chart
from .model import Context, Totals
from .numbers import grouped, percent
from .tables import given, table
from .text import markup

# Lists stay readable; summary.json has all of a list.
ROWS = 100
NAME_COLUMNS = 48
MESSAGE_COLUMNS = 200


def figures(totals: Totals) -> str:
    """The headline numbers, and how accepted and rejected records compare."""
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


def errors(totals: Totals) -> str:
    """Rejected records by field and rule."""
    rows = [
        (
            given(error.message, MESSAGE_COLUMNS, with_end=False) + _under(error.field, error.rule),
            *_shared(error.count, totals.rejected),
        )
        for error in totals.errors[:ROWS]
    ]
    data = table("Errors by field and rule", ("Error, field and rule", "Records", "Share of rejected"), rows)
    more = _more(len(totals.errors), "kind of error", "kinds of error")
    return _section("errors", wording.ERRORS, wording.errors_note(totals), drawings.errors(totals), data, more)


def ages(totals: Totals) -> str:
    """Accepted users by age."""
    rows = [(band.name, *_shared(band.count, totals.accepted)) for band in bands(totals.ages)]
    data = table("Accepted users by age", ("Age", "Users", "Share"), rows)
    return _section("ages", wording.AGES, wording.ages_note(totals), drawings.ages(totals), data)


def domains(totals: Totals) -> str:
    """Accepted users by the domain of their address."""
    rows = [
        (given(entry.domain, NAME_COLUMNS), *_shared(entry.count, totals.accepted))
        for entry in totals.top_domains[:ROWS]
    ]
    data = table("Accepted users by domain", ("Domain", "Users", "Share"), rows)
    return _section("domains", wording.DOMAINS, wording.domains_note(totals), drawings.domains(totals), data)


def sources(totals: Totals, context: Context) -> str:
    """Where the records came from."""
    rows = [
        (
            given(source.name, NAME_COLUMNS),
            *_shared(source.records, totals.read),
            *wording.source_ignored(context, source),
        )
        for source in context.sources[:ROWS]
    ]
    data = table("Records by source", wording.source_heads(context), rows)
    more = _more(len(context.sources), "source")
    return (
        f'<section class="card" aria-labelledby="sources">\n<h2 id="sources">{wording.SOURCES}</h2>\n'
        f"{data}{more}\n</section>"
    )


def rules(context: Context) -> str:
    """The rules file of the run."""
    rows = [(given(entry.line, MESSAGE_COLUMNS),) for entry in context.rules[:ROWS]]
    more = _more(len(context.rules), "rule")
    return (
        f'<section class="card" aria-labelledby="rules">\n<h2 id="rules">{wording.RULES}</h2>\n'
        f"{table(wording.RULES, ('Rule',), rows)}{more}\n</section>"
    )


def _section(name: str, heading: str, note: str, chart: Chart | None, data: str, more: str = "") -> str:
    """A section: its chart, and beside it the same as a table. Without a chart, the note is all there is to say."""
    content = f'\n<div class="pair">\n<figure>\n{chart.placed()}\n</figure>\n{data}\n</div>{more}' if chart else ""
    return (
        f'<section class="card" aria-labelledby="{name}">\n<h2 id="{name}">{heading}</h2>\n'
        f'<p class="note">{markup(note)}</p>{content}\n</section>'
    )


def _under(*names: str) -> str:
    codes = (f"<code>{given(name, NAME_COLUMNS)}</code>" for name in names)
    return f'<span class="under">{" · ".join(codes)}</span>'


def _shared(part: int, whole: int) -> tuple[str, str]:
    return grouped(part), markup(percent(part, whole))


def _more(length: int, one: str, many: str | None = None) -> str:
    return f'\n<p class="note">{wording.left_out(length - ROWS, one, many)}</p>' if length > ROWS else ""
