"""GitHub-flavoured Markdown for a pull request.

GitHub links mentions, issues, addresses and commits even if they are escaped, but never inside code. So text from input
is put into code spans; only a message of plain words stays prose.
"""

import re
from collections.abc import Iterator, Sequence

from . import reject_samples, wording
from .ages import bands
from .model import Context, Example, Totals
from .numbers import grouped, percent
from .text import shown

# Keeps lists in a comment readable; summary.json has the whole list.
ROWS = 50
NAME_COLUMNS = 80
MESSAGE_COLUMNS = 160
NOTE_COLUMNS = 400

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
        yield from _errors(totals, context)
        yield from _worst(context)
        yield from _ages(totals)
        yield from _domains(totals)
    yield from _sources(totals, context)
    yield from _settings(context)


def _errors(totals: Totals, context: Context) -> Iterator[str]:
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
                *((_places(reject_samples.of(error, context), context),) if context.examples else ()),
            )
            for error in totals.errors[:ROWS]
        ]
        heads = ("Field", "Rule", "Message", "Records", "Share of rejected")
        yield _table((*heads, *(("First in line",) if context.examples else ())), rows, texts=3)
    if len(totals.errors) > ROWS:
        yield wording.left_out(len(totals.errors) - ROWS, "kind of error", "kinds of error")


def _worst(context: Context) -> Iterator[str]:
    found = reject_samples.worst(context)
    if found:
        yield f"### {wording.WORST}"
        yield wording.worst_note(found).replace("rejects.ndjson", "`rejects.ndjson`")
        rows = [(grouped(e.record), _places([e], context), "; ".join(_problems(e))) for e in found]
        yield _table(("Record", "Line", "What is wrong"), rows, texts=3)


def _problems(example: Example) -> Iterator[str]:
    for problem in example.problems:
        yield f"{_name(problem.field)} {_message(problem.message)}"


def _places(found: Sequence[Example], context: Context) -> str:
    """The places of examples: their lines, and their sources if there are several."""
    return "; ".join(
        (f"{_name(name)} " if len(context.sources) > 1 else "") + ", ".join(map(grouped, lines))
        for name, lines in reject_samples.lines(found).items()
    )


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
                *((grouped(source.ignored_columns),) if wording.ignores(context) else ()),
            )
            for source in context.sources[:ROWS]
        ]
        ignored = (wording.IGNORED,) if wording.ignores(context) else ()
        yield _table((wording.SOURCE, "Records", "Share", *ignored), rows, texts=1)
        told = [
            f"- {_name(source.name)}: {_code(shown(text, NOTE_COLUMNS))}"
            for source in context.sources[:ROWS]
            for text in wording.told(source)
        ]
        if told:
            yield "\n".join(told)
    if len(context.sources) > ROWS:
        yield wording.left_out(len(context.sources) - ROWS, "source")


def _settings(context: Context) -> Iterator[str]:
    """The settings that were set; the defaults are left out."""
    if context.settings:
        yield f"### {wording.SETTINGS}"
    chosen = [setting for setting in context.settings if setting.chosen]
    if chosen:
        rows = [(_name(setting.key), _cell(shown(setting.value, MESSAGE_COLUMNS))) for setting in chosen[:ROWS]]
        yield _table(("Setting", "Value"), rows, texts=2)
    if len(chosen) > ROWS:
        yield wording.left_out(len(chosen) - ROWS, "setting")
    if context.settings:
        yield wording.settings_sentence(context)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    """A table whose first `texts` columns are text and the others numbers."""
    rules = ["---" if column < texts else "---:" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rules, *rows))


def _name(text: str) -> str:
    return _cell(shown(text, NAME_COLUMNS))


def _message(text: str) -> str:
    text = shown(text, MESSAGE_COLUMNS, with_end=False)
    plain = _PLAIN_WORDS.fullmatch(text) and not _COMMIT.search(text)
    return text if plain else _cell(text)


def _cell(text: str) -> str:
    # A pipe ends a cell even inside code.
    return _code(text).replace("|", "\\|")


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    # A space on each side isn't part of the code, unless the code is all spaces.
    blank = " " if text.strip(" ") and (text[0] in "` " or text[-1] in "` ") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _percent(part: int, whole: int) -> str:
    return percent(part, whole).replace("<", "\\<").replace(">", "\\>")
