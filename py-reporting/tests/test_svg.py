"""The charts: their geometry, and the standalone document."""

from xml.etree import ElementTree

import pytest
from hypothesis import given

from reporting import Context, Format, Totals, render
from reporting.charts import Bar, bars, columns, split
from reporting.drawings import BARS, LABEL_COLUMNS
from reporting.numbers import grouped
from reporting.text import shown
from samples import ALL, EMPTY, MIXED
from strategies import runs

SVG = "{http://www.w3.org/2000/svg}"


def _svg(run: tuple[Totals, Context]) -> ElementTree.Element:
    return ElementTree.fromstring(render(*run, Format.SVG))


def _chart(root: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return root.find(f"{SVG}svg[@aria-labelledby='{name}-title {name}-description']")


def _texts(chart: ElementTree.Element | None) -> list[str]:
    return [] if chart is None else ["".join(text.itertext()) for text in chart.iter(f"{SVG}text")]


def _bar(size: int, label: str = "label") -> Bar:
    return Bar(label, size, str(size), "x%")


@given(runs())
def test_the_document_is_well_formed_whatever_its_texts(run: tuple[Totals, Context]) -> None:
    """It parses as XML, and has only elements that draw, none that runs or fetches."""
    elements = {element.tag.removeprefix(SVG) for element in _svg(run).iter()}
    assert elements <= {"svg", "title", "desc", "style", "defs", "pattern", "rect", "text", "tspan"}


@given(runs())
def test_every_domain_and_its_count_label_their_bar(run: tuple[Totals, Context]) -> None:
    """Bars have their text from input unchanged, except for what is cut or invisible."""
    domains = run[0].top_domains[:BARS]
    texts = _texts(_chart(_svg(run), "domains"))
    assert texts[::2] == [shown(entry.domain, LABEL_COLUMNS) for entry in domains]
    assert [text.startswith(grouped(entry.count)) for entry, text in zip(domains, texts[1::2], strict=True)] == [
        True for _ in domains
    ]


@given(runs())
def test_every_error_labels_its_bar(run: tuple[Totals, Context]) -> None:
    """The bar of an error has field, message and rule."""
    errors = run[0].errors[:BARS]
    texts = _texts(_chart(_svg(run), "errors"))
    assert texts[::2] == [
        shown(f"{error.field}: {error.message}", LABEL_COLUMNS, with_end=False) + shown(error.rule, 24)
        for error in errors
    ]


def test_each_age_band_shows_label_share_and_count() -> None:
    """A band has a label as text, and an empty one a zero."""
    texts = _texts(_chart(_svg(MIXED), "ages"))
    assert texts[:6] == ["2.0%", "13–17", "25", "8.2%", "18–24", "100"]
    assert texts[15:18] == ["12.2%", "55–64", "150"]
    assert texts[12:15] == ["0", "45–54", "0"]


@pytest.mark.parametrize("name", ALL)
def test_the_document_is_an_image_with_a_name(name: str) -> None:
    """It has a title and a description for screen readers, and its size."""
    root = _svg(ALL[name])
    assert root.get("role") == "img"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


@pytest.mark.parametrize("name", ALL)
def test_no_part_of_the_document_lies_below_its_end(name: str) -> None:
    """Everything drawn is inside the document, and no chart covers another."""
    root = _svg(ALL[name])
    end = 0
    for chart in root.findall(f"{SVG}svg"):
        top, height = int(chart.get("y", "0")), int(chart.get("height", "0"))
        assert top > end
        end = top + height
        for element in chart.iter():
            assert int(element.get("y", "0")) <= (height if element is not chart else end)
    assert max([end, *(int(text.get("y", "0")) for text in root.findall(f"{SVG}text"))]) < int(root.get("height", "0"))


def test_a_run_without_records_is_a_headline_alone() -> None:
    """If nothing was read, the document has one sentence and no drawing."""
    root = _svg(EMPTY)
    assert [text.text for text in root.findall(f"{SVG}text")] == [
        "Nothing was read",
        "User records",
        "The source holds no records, so there is nothing to report.",
    ]
    assert root.find(f"{SVG}svg") is None


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    """The longest bar is two thirds of the width, and one of half its size half of that."""
    body = bars("b", "title", "bar", [_bar(200), _bar(100), _bar(1)]).body
    assert [part.split('"')[0] for part in body.split('width="')[1:]] == ["66.00%", "33.00%", "0.33%"]


def test_columns_stand_on_their_line() -> None:
    """A column ends on the line. The smallest is still visible, and an empty one isn't drawn."""
    chart = columns("c", "title", "bar", [_bar(1_000_000), _bar(1), _bar(0)])
    rects = ElementTree.fromstring(f"<g>{chart.body}</g>").findall("rect")
    *drawn, line = [(int(rect.get("y", "")), int(rect.get("height", ""))) for rect in rects]
    assert len(drawn) == 2
    assert {top + height for top, height in drawn} == {line[0]}
    assert [height for _, height in drawn] == [212, 2]


def test_the_parts_of_a_whole_fill_it() -> None:
    """Accepted and rejected meet at one edge; an empty part isn't drawn."""
    rects = ElementTree.fromstring(f"<g>{split('s', 'title', _bar(1), _bar(3)).body}</g>").findall("rect")
    assert [(rect.get("x"), rect.get("width")) for rect in rects] == [("0", "25.00%"), ("25.00%", "75.00%")]
    alone = ElementTree.fromstring(f"<g>{split('s', 'title', _bar(0), _bar(3)).body}</g>").findall("rect")
    assert [(rect.get("x"), rect.get("width")) for rect in alone] == [("0.00%", "100.00%")]
