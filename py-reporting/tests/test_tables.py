"""The tables of the page: examples, settings, and sorting."""

import re
from dataclasses import replace

import pytest

from parsed import Page
from reporting import Format, render
from reporting.table_style import COLUMNS
from reporting.tables import Column, table
from samples import ALL, ALL_REJECTED, MIXED


def test_settings_are_listed_as_they_were_written() -> None:
    """All settings are in a section of their own, in which those that were set are marked by a word."""
    page = Page(render(*MIXED, Format.HTML))
    assert page.texts["h2"][-1] == "How the run was done"
    assert page.texts["bdi"][-5:] == ["min-age", "13", "allowed-domains", "<b>|`", "@all, *.b*"]
    assert page.texts["td"][-6:] == ["13", "set", "empty", "default", "@all, *.b*", "set"]
    assert page.texts["h2"][:-1] == Page(render(MIXED[0], replace(MIXED[1], settings=()), Format.HTML)).texts["h2"]


def test_an_error_lists_the_places_of_its_first_records() -> None:
    """Lines have their source's name if there are several sources."""
    cells = Page(render(*MIXED, Format.HTML)).texts["th"]
    assert (
        "Invalid email formatemail · email-invalid · exports/north & south.csv line 8, 1,301 · @team #1.ndjson line 10"
    ) in cells
    assert (
        "Invalid email formatemail · email-invalid · line 2, 3" in Page(render(*ALL_REJECTED, Format.HTML)).texts["th"]
    )


def test_the_records_with_most_errors_come_first() -> None:
    """If two records have as many errors, the earlier comes first; each lists what is wrong."""
    page = Page(render(*MIXED, Format.HTML))
    start = page.texts["th"].index("1,210")
    assert page.texts["th"][start : start + 4] == ["1,210", "7", "1,200", "1,201"]
    assert page.texts["li"][:3] == [
        "email Invalid email format",
        "age Must be at least 13 years old",
        'record Not <b>well</b>-formed: "|"',
    ]


def test_a_row_knows_its_place_in_each_order() -> None:
    """Numbers descend, text ascends, and equal rows stay in order. The heading of the current order is selected."""
    names, numbers = ["b", "a", "c"], [1, 2, 2]
    html = table("t", "T", (Column("N", names, names), Column("#", ["1", "2", "2"], numbers)), by=1)
    rows = [dict(attributes) for name, attributes in Page(html).elements if name == "tr"]
    assert [row.get("style") for row in rows] == [None, "--c0:1;--c1:2", "--c0:0;--c1:0", "--c0:2;--c1:1"]
    controls = [dict(attributes) for name, attributes in Page(html).elements if name == "input"]
    assert [("checked" in control, control["name"]) for control in controls] == [(False, "sort-t"), (True, "sort-t")]


@pytest.mark.parametrize("name", ALL)
def test_the_style_knows_every_order(name: str) -> None:
    """No table has more columns than the style can sort by, and a table of one row isn't sortable."""
    for style in re.findall(r"--rest:(\d+)", render(*ALL[name], Format.HTML)):
        assert int(style) < COLUMNS
    assert "<input" not in table("t", "T", (Column("N", ["a"], ["a"]),))
