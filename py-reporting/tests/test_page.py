"""The HTML page."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given

from parsed import Page, charts
from reporting import Context, DomainCount, Format, Source, Totals, reject_samples, render
from reporting.numbers import grouped, grouped_if_number
from reporting.sections import MESSAGE_COLUMNS, NAME_COLUMNS, NOTE_COLUMNS, ROWS, SOURCE_COLUMNS
from reporting.text import INVISIBLE, shown
from samples import ALL, ALL_ACCEPTED, ALL_REJECTED, EMPTY, MIXED
from strategies import runs

ELEMENTS = {
    *("html", "head", "meta", "title", "link", "style", "body", "main", "header", "footer", "section", "div", "figure"),
    *("h1", "h2", "p", "span", "details", "summary", "bdi", "code", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "label", "input", "ul", "li", "strong"),
    *("svg", "desc", "defs", "pattern", "rect", "text", "tspan"),
}

PLACES = re.compile(r"--c\d:\d+;?")


def _html(run: tuple[Totals, Context]) -> str:
    return render(*run, Format.HTML)


def _harmless(run: tuple[Totals, Context]) -> tuple[Totals, Context]:
    """The same run with every text from input replaced by plain letters; equal texts stay equal."""
    totals, context = run
    known: dict[str, str] = {}

    def plain(text: str) -> str:
        return known.setdefault(text, f"t{len(known)}")

    return (
        replace(
            totals,
            errors=tuple(replace(e, field=plain(e.field), rule=plain(e.rule), message="m") for e in totals.errors),
            top_domains=tuple(replace(e, domain=f"d{number}") for number, e in enumerate(totals.top_domains)),
        ),
        Context(
            sources=tuple(
                replace(source, name="s", reading=source.reading and "r", notes=("n",) * len(source.notes))
                for source in context.sources
            ),
            settings=tuple(replace(entry, key="k", value="v" if entry.value else "") for entry in context.settings),
            examples=tuple(
                replace(
                    example,
                    input=plain(example.input),
                    problems=tuple(
                        replace(found, field=plain(found.field), rule=plain(found.rule), message="m")
                        for found in example.problems
                    ),
                )
                for example in context.examples
            ),
            generated_at=None if context.generated_at is None else "t",
        ),
    )


def _elements(page: Page) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """The elements of a page without the places of rows, which depend on the texts."""
    return [
        (name, tuple((key, PLACES.sub("", value or "")) for key, value in attributes))
        for name, attributes in page.elements
    ]


@given(runs())
def test_text_from_input_never_becomes_markup(run: tuple[Totals, Context]) -> None:
    """With any texts, the page has the same elements and attributes as with plain letters."""
    page = Page(_html(run))
    assert page.oddities == []
    assert _elements(page) == _elements(Page(_html(_harmless(run))))
    assert {name for name, _ in page.elements} <= ELEMENTS


@given(runs())
def test_text_from_input_is_there_word_for_word(run: tuple[Totals, Context]) -> None:
    """Each text from input is shown, cut to its width, with invisible characters spelled out."""
    totals, context = run
    expected = [] if context.generated_at is None else [shown(context.generated_at, 60)]
    for error in totals.errors[: ROWS if totals.read else 0]:
        expected.append(shown(error.message, MESSAGE_COLUMNS, with_end=False))
        expected += (shown(error.field, NAME_COLUMNS), shown(error.rule, NAME_COLUMNS))
        inputs = [example.input for example in reject_samples.of(error, context)] if len(context.sources) > 1 else []
        expected += (shown(name, SOURCE_COLUMNS) for name in dict.fromkeys(inputs))
    for example in reject_samples.worst(context):
        for found in example.problems:
            expected += (shown(found.field, NAME_COLUMNS), shown(found.message, MESSAGE_COLUMNS, with_end=False))
        expected += [shown(example.input, NAME_COLUMNS)] * (len(context.sources) > 1)
    expected += (shown(entry.domain, NAME_COLUMNS) for entry in totals.top_domains)
    for source in context.sources:
        expected.append(shown(source.name, NAME_COLUMNS))
        reading = [f"Read as {source.reading}"] * bool(source.reading)
        expected += (shown(text, NOTE_COLUMNS) for text in (*reading, *source.notes))
    for entry in context.settings:
        expected.append(shown(entry.key, NAME_COLUMNS))
        expected += [shown(grouped_if_number(entry.value), MESSAGE_COLUMNS)] * bool(entry.value)
    assert Page(_html(run)).texts.get("bdi", []) == expected


@given(runs())
def test_every_chart_of_the_page_is_well_formed(run: tuple[Totals, Context]) -> None:
    """Each drawing parses as XML, is an image to a screen reader, and has a title and a description."""
    for drawing in charts(_html(run)):
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        names = [root.find(f"*[@id='{name}']") for name in root.get("aria-labelledby", "").split()]
        assert [name.tag for name in names if name is not None and name.text] == ["title", "desc"]


@given(runs())
def test_nothing_invisible_reaches_the_page(run: tuple[Totals, Context]) -> None:
    """The page is valid UTF-8 and has no invisible characters except its own line breaks."""
    html = _html(run)
    assert set(INVISIBLE.findall(html)) == {"\n"}
    html.encode()


@given(runs())
def test_every_count_is_on_the_page(run: tuple[Totals, Context]) -> None:
    """Every number of the totals is in the figures or in a table."""
    totals, context = run
    page = Page(_html(run))
    assert page.texts["dd"][:3] == [grouped(n) for n in (totals.read, totals.accepted, totals.rejected)]
    cells = page.texts.get("td", [])
    numbers = [error.count for error in totals.errors]
    numbers += [entry.count for entry in totals.top_domains]
    numbers += [source.records for source in context.sources]
    numbers += [source.ignored_columns for source in context.sources if source.ignored_columns]
    assert {grouped(number) for number in numbers} <= set(cells)


@pytest.mark.parametrize("name", ALL)
def test_the_page_is_self_contained(name: str) -> None:
    """No scripts, no addresses to fetch, and a policy that forbids both."""
    html = _html(ALL[name])
    assert "default-src 'none'" in html
    assert not re.search(r"(src|href|action)=(?!\"data:)", html)
    assert not re.search(r"url\((?!#hatch\))|@import|javascript:", html)


@pytest.mark.parametrize("name", ALL)
def test_the_page_can_be_found_ones_way_in_without_seeing_it(name: str) -> None:
    """The language and the title are set, headings don't skip a level, and each cell has its headers."""
    page = Page(_html(ALL[name]))
    attributes = [(element, dict(attributes)) for element, attributes in page.elements]
    assert ("html", {"lang": "en"}) in attributes
    assert page.texts["title"][0]
    assert [element for element, _ in attributes if re.fullmatch("h[1-6]", element)][:2] == ["h1", "h2"]
    assert len(page.texts["h1"]) == 1
    assert {found.get("scope") for element, found in attributes if element == "th"} <= {"col", "row"}
    ids = [found["id"] for _, found in attributes if "id" in found]
    assert len(ids) == len(set(ids))
    for _, found in attributes:
        assert set((found.get("aria-labelledby") or "").split()) <= set(ids)


@pytest.mark.parametrize(
    ("run", "headline", "notes"),
    [
        (EMPTY, "Nothing was read", ["The source holds no records, so there is nothing to report."]),
        (
            ALL_REJECTED,
            "None of 2 records accepted",
            [
                "The sources weren't named.",
                "2 errors in 2 rejected records.",
                (
                    "No record has more than one error; these are the first. "
                    "Every rejected record is in rejects.ndjson, with its content."
                ),
                "No user was accepted, so there are no ages to show.",
                "No user was accepted, so there are no domains to show.",
                "Shares are rounded to a tenth of a percent.",
            ],
        ),
        (
            ALL_ACCEPTED,
            "All 3 records accepted",
            [
                "The sources weren't named.",
                "No record was rejected.",
                "The youngest is 13, the oldest 40; the median age is 40.",
                "3 users at 1 domain.",
                "Shares are rounded to a tenth of a percent.",
            ],
        ),
        (
            MIXED,
            "1,225 of 1,234 records accepted",
            [
                "Read from 2 sources. Generated 2026-01-02 03:04 UTC.",
                "10 errors in 9 rejected records; a record can have several.",
                ("No record has more than 3 errors. Every rejected record is in rejects.ndjson, with its content."),
                "The youngest is 13, the oldest 75; the median age is 34.",
                "1,225 users at 9 domains; the 7 largest have 99.8% of the users.",
                "Shares are rounded to a tenth of a percent.",
            ],
        ),
    ],
)
def test_the_page_states_the_result_of_the_run(run: tuple[Totals, Context], headline: str, notes: list[str]) -> None:
    """Headline and notes fit empty, fully accepted, fully rejected and mixed runs."""
    page = Page(_html(run))
    assert page.texts["h1"] == [headline]
    assert page.texts["p"][1:] == notes


def test_a_run_without_records_shows_no_chart() -> None:
    """If nothing was read, there are no drawings and no shares."""
    page = Page(_html(EMPTY))
    assert "svg" not in page.texts
    assert page.texts["dd"] == ["0", "0", "0", "–"]


def test_a_long_list_ends_with_the_number_left_out() -> None:
    """A table has at most a hundred rows and the number of others."""
    sources = tuple(Source(f"{number}.csv", 0) for number in range(ROWS + 2))
    page = Page(render(EMPTY[0], Context(sources=sources), Format.HTML))
    assert page.texts["bdi"][-1] == "99.csv"
    assert page.texts["p"][-1] == "and 2 more sources"


def test_a_long_domain_is_cut_for_display() -> None:
    """A long domain keeps its start and its end."""
    totals = replace(ALL_ACCEPTED[0], top_domains=(DomainCount("a" * 500 + ".example", 3),))
    assert Page(render(totals, Context(), Format.HTML)).texts["bdi"] == ["a" * 24 + "…" + "a" * 15 + ".example"]
