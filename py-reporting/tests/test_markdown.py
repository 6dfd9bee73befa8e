"""Markdown for a pull request."""

from dataclasses import replace

import pytest
from hypothesis import example, given

from parsed import code, tables
from reporting import AgeCount, Context, DomainCount, ErrorCount, Format, Source, Totals, render
from reporting.markdown import MESSAGE_COLUMNS, NAME_COLUMNS, ROWS
from reporting.numbers import grouped
from reporting.text import INVISIBLE, shown
from samples import ALL_ACCEPTED, ALL_REJECTED, EMPTY, MIXED
from strategies import runs, texts


def _markdown(run: tuple[Totals, Context]) -> str:
    return render(*run, Format.MARKDOWN)


def _message(message: str) -> str:
    """The cell that a message becomes."""
    errors = (ErrorCount("f", "r", message, 2),)
    return tables(_markdown((replace(ALL_REJECTED[0], errors=errors), Context())))[1][2][2]


@given(runs())
def test_a_table_keeps_its_columns_whatever_its_texts(run: tuple[Totals, Context]) -> None:
    """Text from input never starts or ends a cell or a row."""
    totals, context = run
    found = tables(_markdown(run))
    assert all(len(row) == len(table[0]) for table in found for row in table)
    bands = 8 + (totals.ages[0].age < 13) if totals.accepted else 0
    chosen = sum(setting.chosen for setting in context.settings)
    worst = min(len(context.examples), 10)
    expected = [1, len(totals.errors), worst, bands, len(totals.top_domains), len(context.sources), chosen]
    assert [len(table) - 2 for table in found] == [rows for rows in expected if rows]


@given(runs())
@example((Totals(1, 1, 0, (), (AgeCount(0, 1),), (DomainCount(" ", 1),), 1), Context()))
def test_text_from_input_is_code_word_for_word(run: tuple[Totals, Context]) -> None:
    """Names are code, so that nothing in them is a mention, a link or markup, and they are unchanged."""
    totals, context = run
    found = {table[0][0]: table[2:] for table in tables(_markdown(run))}
    names = [code(row[0]) for row in found.get("Domain", [])]
    assert names == [shown(entry.domain, NAME_COLUMNS) for entry in totals.top_domains]
    names = [code(row[0]) for row in found.get("Source", [])]
    assert names == [shown(source.name, NAME_COLUMNS) for source in context.sources]
    settings = [(code(row[0]), code(row[1])) for row in found.get("Setting", [])]
    assert settings == [
        (shown(entry.key, NAME_COLUMNS), shown(entry.value, MESSAGE_COLUMNS))
        for entry in context.settings
        if entry.chosen
    ]
    names = [code(name) for row in found.get("Field", []) for name in row[:2]]
    assert names == [shown(name, NAME_COLUMNS) for error in totals.errors for name in (error.field, error.rule)]


@given(texts)
def test_a_message_is_prose_only_if_it_is_plain_words(message: str) -> None:
    """A message is plain if none of its characters has a meaning in Markdown, and code otherwise."""
    cell, expected = _message(message), shown(message, MESSAGE_COLUMNS, with_end=False)
    if cell.startswith("`"):
        assert code(cell) == expected
    else:
        assert cell == expected.strip(" ")
        assert not set(cell) & set("\\`*_{}[]<>#+!|~@&:/=^$")


@pytest.mark.parametrize(
    ("message", "cell"),
    [
        ("Must be at least 13 years old", "Must be at least 13 years old"),
        ("Not well-formed", "Not well-formed"),
        ("Thanks @someone", "`Thanks @someone`"),
        ("See #1", "`See #1`"),
        ("See GH-1", "`See GH-1`"),
        ("Like deadbeef1", "`Like deadbeef1`"),
        ("At www.example.com", "`At www.example.com`"),
        ("<b>bold</b>", "`<b>bold</b>`"),
        ("a ` tick", "``a ` tick``"),
        ("`", "`` ` ``"),
    ],
)
def test_github_finds_nothing_to_link_in_a_message(message: str, cell: str) -> None:
    """Mentions, issues, commits, addresses and HTML become code."""
    assert _message(message) == cell


@given(runs())
def test_every_count_is_in_a_table(run: tuple[Totals, Context]) -> None:
    """Every number of the totals is shown, with separators."""
    totals, context = run
    cells = {cell for table in tables(_markdown(run)) for row in table for cell in row}
    numbers = [totals.read, totals.accepted, totals.rejected]
    numbers += [error.count for error in totals.errors]
    numbers += [entry.count for entry in totals.top_domains]
    numbers += [source.records for source in context.sources]
    numbers += [source.ignored_columns for source in context.sources if source.ignored_columns]
    assert {grouped(number) for number in numbers} <= cells


@given(runs())
def test_nothing_invisible_reaches_the_text(run: tuple[Totals, Context]) -> None:
    """The text has no invisible characters except its own line breaks."""
    assert set(INVISIBLE.findall(_markdown(run))) == {"\n"}


@pytest.mark.parametrize(
    ("run", "headline", "sentence"),
    [
        (EMPTY, "## Nothing was read", "The source holds no records, so there is nothing to report."),
        (ALL_ACCEPTED, "## All 3 records accepted", "No record was rejected."),
        (ALL_REJECTED, "## None of 2 records accepted", "No user was accepted, so there are no ages to show."),
        (MIXED, "## 1,225 of 1,234 records accepted", "Generated `2026-01-02 03:04 UTC`"),
    ],
)
def test_the_text_states_the_result_of_the_run(run: tuple[Totals, Context], headline: str, sentence: str) -> None:
    """The headline comes first, and a sentence replaces an empty table."""
    blocks = _markdown(run).rstrip("\n").split("\n\n")
    assert blocks[0] == headline
    assert sentence in blocks


def test_a_long_list_ends_with_the_number_left_out() -> None:
    """A comment lists at most fifty sources, and the number of others."""
    sources = tuple(Source(f"{number}.csv", 0) for number in range(ROWS + 1))
    text = _markdown((EMPTY[0], Context(sources=sources)))
    assert text.endswith("| `49.csv` | 0 | – |\n\nand 1 more source\n")


def test_a_pipe_after_a_backslash_stays_in_its_cell() -> None:
    """A backslash before a pipe doesn't cancel the escape of the pipe."""
    run = (replace(ALL_ACCEPTED[0], top_domains=(DomainCount("a\\|b", 3),)), Context())
    assert "| `a\\\\|b` | 3 | 100.0% |" in _markdown(run)


def test_how_a_source_was_read_follows_the_table() -> None:
    """One line for each note, as code; a source that was read as usual has none."""
    notes = ("columns left out: `phone`",)
    sources = (Source("a.csv", MIXED[0].read, 1, "UTF-16LE, semicolons", notes), Source("b.csv", 0))
    text = _markdown((MIXED[0], replace(MIXED[1], sources=sources, examples=())))
    told = [line for line in text.splitlines() if line.startswith("- ")]
    assert told == ["- `a.csv`: `Read as UTF-16LE, semicolons`", "- `a.csv`: `` columns left out: `phone` ``"]
