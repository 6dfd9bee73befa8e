"""The report as one self-contained HTML page, without scripts or other files. Its tables can be sorted."""

from collections.abc import Iterator

from . import sections, wording
from .model import Context, Totals
from .page_style import PAGE
from .tables import given
from .text import markup

TIME_COLUMNS = 60

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect x='1' y='7' width='4' height='8' rx='1' fill='%233d5fc4'/%3E"
    "%3Crect x='6' y='2' width='4' height='13' rx='1' fill='%230b7a68'/%3E"
    "%3Crect x='11' y='10' width='4' height='5' rx='1' fill='%23c2410c'/%3E%3C/svg%3E"
)


def render(totals: Totals, context: Context) -> str:
    """Headline and figures, then the reasons for rejects, the accepted users, and the sources."""
    headline = markup(wording.headline(totals))
    body = "\n".join(_parts(totals, context))
    # If markup ever got through by mistake, this policy still keeps it from running or fetching anything.
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';img-src data:">
<meta name="color-scheme" content="light dark">
<title>{headline} – {wording.SUBJECT}</title>
<link rel="icon" href="{ICON}">
<style>
{PAGE}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _parts(totals: Totals, context: Context) -> Iterator[str]:
    yield _header(totals, context)
    yield sections.figures(totals)
    if totals.read:
        yield sections.errors(totals, context)
        if context.examples:
            yield sections.worst(context)
        yield f'<div class="beside">\n{sections.ages(totals)}\n{sections.domains(totals)}\n</div>'
    if context.sources:
        yield sections.sources(totals, context)
    if context.settings:
        yield sections.settings(context)
    if totals.read:
        yield f"<footer><p>{wording.ROUNDING}</p></footer>"


def _header(totals: Totals, context: Context) -> str:
    sources = len(context.sources)
    lede = wording.read_from(sources) if totals.read else wording.nothing_read(sources)
    if context.generated_at is not None:
        lede += f" Generated {given(context.generated_at, TIME_COLUMNS)}."
    return (
        f'<header>\n<p class="above">{wording.SUBJECT}</p>\n<h1>{markup(wording.headline(totals))}</h1>\n'
        f'<p class="lede">{lede}</p>\n</header>'
    )
