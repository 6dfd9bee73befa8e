"""The table in docs/swap.md states what the validators are. Its times carry their date, and are not checked."""

import pytest

import table
from languages import LANGUAGES

# As for other sizes in the pages: compilers on other machines make a little more or less.
TOLERANCE = 0.05


def number(cell: str) -> float:
    """A cell as a number."""
    return float(cell.replace(",", ""))


@pytest.mark.parametrize("name", LANGUAGES)
def test_lines_and_size_are_as_stated(name: str) -> None:
    language = LANGUAGES[name]
    rows = [line.strip("| ").split(" | ") for line in table.PAGE.read_text(encoding="utf-8").splitlines()]
    row = next((row for row in rows if row[0] == language.title), None)
    assert row, f"docs/swap.md has no row for {language.title}: run `make -C examples/validators table`"
    lines, size = table.facts(language)
    assert row[1] == lines
    assert number(row[2]) == pytest.approx(number(size), rel=TOLERANCE)


def test_the_slide_has_the_figures_of_the_page() -> None:
    page = [line.strip("| ").split(" | ") for line in table.PAGE.read_text(encoding="utf-8").splitlines()]
    slides = table.SLIDES.read_text(encoding="utf-8")
    for language in LANGUAGES.values():
        row = next(row for row in page if row[0] == language.title)
        line = next(line for line in slides.splitlines() if line.startswith(language.title))
        # What isn't measured is left out there.
        assert line.removeprefix(language.title).split() == [cell for cell in [*row[1:3], *row[5:7]] if cell != "–"]
