"""Selects the writer for a format."""

from collections.abc import Callable

from . import markdown, page, summary, svg
from .consistency import check
from .model import Context, Format, Totals

_WRITERS: dict[Format, Callable[[Totals, Context], str]] = {
    Format.HTML: page.render,
    Format.MARKDOWN: markdown.render,
    Format.JSON: summary.render,
    Format.SVG: svg.render,
}


def render(totals: Totals, context: Context, format: Format) -> str:
    """Renders the report: the same arguments always give the same text. Raises `InconsistentTotals`."""
    check(totals, context)
    return _WRITERS[format](totals, context)
