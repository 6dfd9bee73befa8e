"""Parses HTML and Markdown as a viewer would, to check how a text is shown."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "input"}


class Page(HTMLParser):
    """The elements of a page with their attributes, in order, and the text within each kind of element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: dict[str, list[str]] = {}
        self.oddities: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.oddities.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data

    def handle_comment(self, data: str) -> None:
        self.oddities.append(f"<!--{data}-->")

    def handle_pi(self, data: str) -> None:
        self.oddities.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.oddities.append(f"<![{data}]>")


def charts(html: str) -> list[str]:
    """The drawings within a page."""
    return re.findall(r"<svg .*?</svg>", html, re.DOTALL)


def tables(markdown: str) -> list[list[list[str]]]:
    """The tables of a GitHub-flavoured text, by row and cell."""
    blocks = (block.split("\n") for block in markdown.rstrip("\n").split("\n\n"))
    return [[_cells(line) for line in block] for block in blocks if block[0].startswith("|")]


def code(span: str) -> str:
    """The text within a code span."""
    match = re.fullmatch(r"(`+)(.*)\1", span, re.DOTALL)
    assert match, span
    fence, text = match.groups()
    assert fence not in re.findall("`+", text), span
    return text[1:-1] if text.strip(" ") and text[0] == text[-1] == " " else text


def _cells(line: str) -> list[str]:
    # A pipe after a backslash belongs to the cell, whatever comes before the backslash.
    assert line.startswith("| "), line
    assert line.endswith(" |"), line
    cells = re.split(r"(?<!\\)\|", line)
    return [cell.strip(" ").replace("\\|", "|") for cell in cells[1:-1]]
