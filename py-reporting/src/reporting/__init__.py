"""Reports on a run over user records: HTML, Markdown, JSON and SVG from totals and examples, never from rows.

from reporting import Context, Format, Totals, render

page = render(Totals(read=0, accepted=0, rejected=0), Context(), Format.HTML)
"""

from .errors import InconsistentTotals, ReportingError
from .failure import describe
from .formats import render
from .model import AgeCount, Context, DomainCount, ErrorCount, Example, Format, Problem, Setting, Source, Totals

__all__ = [
    "AgeCount",
    "Context",
    "DomainCount",
    "ErrorCount",
    "Example",
    "Format",
    "InconsistentTotals",
    "Problem",
    "ReportingError",
    "Setting",
    "Source",
    "Totals",
    "describe",
    "render",
]
