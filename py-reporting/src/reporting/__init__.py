"""Reports on a run over user records: HTML, Markdown, JSON and SVG from totals, never from rows.

from reporting import Context, Format, Totals, render

page = render(Totals(read=0, accepted=0, rejected=0), Context(), Format.HTML)
"""

from .errors import InconsistentTotals, ReportingError
from .failure import describe
from .formats import render
from .model import AgeCount, ConfigEntry, Context, DomainCount, ErrorCount, Format, Source, Totals

__all__ = [
    "AgeCount",
    "ConfigEntry",
    "Context",
    "DomainCount",
    "ErrorCount",
    "Format",
    "InconsistentTotals",
    "ReportingError",
    "Source",
    "Totals",
    "describe",
    "render",
]
