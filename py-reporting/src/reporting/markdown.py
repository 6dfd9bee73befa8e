"""GitHub-flavoured Markdown for a pull request.

GitHub links mentions, issues, addresses and commits even where Markdown escapes stand, but never inside code. So text
from input stands in code spans; a message that is plain words stays prose.
"""

import re
from collections.abc import Iterator, Sequence

from . import wording
from .ages import bands
from .model import Context, Totals
from .numbers import grouped, percent
from .text import shown

# Lists in a comment stay readable; summary.json has all of a list.
ROWS = 50
NAME_COLUMNS = 80
MESSAGE_COLUMNS = 160

_PLAIN_WORDS = re.compile(r"(?:[^\W_]|[ ,;’'()]|-(?!\d))+\.?")
_COMMIT = re.compile(r"\b[0-9a-f]{7,}\b")


def render(totals: Totals, context: Context) -> str:
    return "\n\n".join(_blocks(totals, context)) + "\n"


def _blocks(totals: Totals, context: Context) -> Iterator[str]:
    yield f"## {wording.headline(totals)}"
    if context.generated_at is not None:
        yield f"Generated {_code(shown(context.generated_at, NAME_COLUMNS))}"
    yield _table(
        ("Read", "Accepted", "Rejected", "Accept rate"),
        [
            (
                grouped(totals.read),
                grouped(totals.accepted),
                grouped(totals.rejected),
                _percent(totals.accepted, totals.read),
            )
        ],
        texts=0,
    )
    if totals.read == 0:
        yield wording.nothing_read(len(context.sources))
    else:
        yield from _errors(totals)
        yield from _ages(totals)
        yield from _domains(totals)
    yield from _sources(totals, context)
    yield from _rules(context)


def _errors(totals: Totals) -> Iterator[str]:
    yield f"### {wording.ERRORS}"
    yield wording.errors_note(totals)
    if totals.errors:
        rows = [
            (
                _name(error.field),
                _name(error.rule),
                _message(error.message),
                grouped(error.count),
                _percent(error.count, totals.rejected),
            )
            for error in totals.errors[:ROWS]
        ]
        yield _table(("Field", "Rule", "Message", "Records", "Share of rejected"), rows, texts=3)
    if len(totals.errors) > ROWS:
        yield wording.left_out(len(totals.errors) - ROWS, "kind of error", "kinds of error")


def _ages(totals: Totals) -> Iterator[str]:
    yield f"### {wording.AGES}"
    yield wording.ages_note(totals)
    if totals.accepted:
        rows = [(band.name, grouped(band.count), _percent(band.count, totals.accepted)) for band in bands(totals.ages)]
        yield _table(("Age", "Users", "Share"), rows, texts=1)


def _domains(totals: Totals) -> Iterator[str]:
    yield f"### {wording.DOMAINS}"
    yield wording.domains_note(totals)
    if totals.top_domains:
        rows = [
            (_name(entry.domain), grouped(entry.count), _percent(entry.count, totals.accepted))
            for entry in totals.top_domains
        ]
        yield _table(("Domain", "Users", "Share"), rows, texts=1)


def _sources(totals: Totals, context: Context) -> Iterator[str]:
    if context.sources:
        yield f"### {wording.SOURCES}"
        rows = [
            (
                _name(source.name),
                grouped(source.records),
                _percent(source.records, totals.read),
                *wording.source_ignored(context, source),
            )
            for source in context.sources[:ROWS]
        ]
        yield _table(wording.source_heads(context), rows, texts=1)
    if len(context.sources) > ROWS:
        yield wording.left_out(len(context.sources) - ROWS, "source")


def _rules(context: Context) -> Iterator[str]:
    if context.rules:
        yield f"### {wording.RULES}"
        rows = [(_cell(shown(entry.line, MESSAGE_COLUMNS)),) for entry in context.rules[:ROWS]]
        yield _table(("Rule",), rows, texts=1)
    if len(context.rules) > ROWS:
        yield wording.left_out(len(context.rules) - ROWS, "rule")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    """A table whose first `texts` columns are texts, the rest numbers."""
    rules = ["---" if column < texts else "---:" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rules, *rows))


def _name(text: str) -> str:
    return _cell(shown(text, NAME_COLUMNS))


def _message(text: str) -> str:
    text = shown(text, MESSAGE_COLUMNS, with_end=False)
    plain = _PLAIN_WORDS.fullmatch(text) and not _COMMIT.search(text)
    return text if plain else _cell(text)


def _cell(text: str) -> str:
    # A pipe ends a cell, inside code too.
    return _code(text).replace("|", "\\|")


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    # A blank on both sides isn't part of the code, unless all of it is blank.
    blank = " " if text.strip(" ") and (text[0] in "` " or text[-1] in "` ") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _percent(part: int, whole: int) -> str:
    return percent(part, whole).replace("<", "\\<").replace(">", "\\>")
