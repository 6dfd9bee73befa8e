"""The charts alone, as one standalone SVG document."""

from . import drawings, wording
from .charts import Chart
from .model import Context, Totals
from .palette import CHARTS, COLOURS, FONT, paint
from .text import markup, shown

WIDTH = 760
MARGIN = 36
TIME_COLUMNS = 60
DESCRIPTION = "Charts of the records of a run: outcome, errors, ages and domains."

STYLE = f"""{COLOURS}
{CHARTS}
.ground{{{paint("paper")}}}
.headline{{font:680 26px {FONT};letter-spacing:-.01em;{paint("ink")}}}
.heading{{font:650 16px {FONT};{paint("ink")}}}
.note{{font:400 13px {FONT};{paint("soft")}}}"""


def render(totals: Totals, context: Context) -> str:
    """Headline, then each chart below its heading."""
    headline = wording.headline(totals)
    origin = wording.SUBJECT
    if context.generated_at is not None:
        origin += f" · {shown(context.generated_at, TIME_COLUMNS)}"
    parts = [_text("headline", 62, headline), _text("note", 88, origin)]
    bottom = 92
    if totals.read == 0:
        parts.append(_text("note", 122, wording.nothing_read(len(context.sources))))
        bottom = 126
    else:
        bottom = _placed(parts, drawings.outcome(totals), bottom + 24)
        bottom = _section(parts, bottom, wording.ERRORS, wording.errors_note(totals), drawings.errors(totals))
        bottom = _section(parts, bottom, wording.AGES, wording.ages_note(totals), drawings.ages(totals))
        bottom = _section(parts, bottom, wording.DOMAINS, wording.domains_note(totals), drawings.domains(totals))
    return _document(headline, bottom + MARGIN, "\n".join(parts))


def _section(parts: list[str], top: int, heading: str, note: str, chart: Chart | None) -> int:
    """Adds a section below `top` and returns where it ends."""
    parts += (_text("heading", top + 50, heading), _text("note", top + 72, note))
    return _placed(parts, chart, top + 90) if chart else top + 72


def _placed(parts: list[str], chart: Chart, top: int) -> int:
    parts.append(chart.placed(x=MARGIN, y=top, width=str(WIDTH - 2 * MARGIN)))
    return top + chart.height


def _text(kind: str, y: int, text: str) -> str:
    return f'<text class="{kind}" x="{MARGIN}" y="{y}">{markup(text)}</text>'


def _document(title: str, height: int, body: str) -> str:
    return f"""<svg xmlns="http://www.w3.org/2000/svg" lang="en" role="img" aria-labelledby="title description" \
width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">
<title id="title">{markup(title)}</title>
<desc id="description">{markup(DESCRIPTION)}</desc>
<style>{STYLE}</style>
<rect class="ground" width="100%" height="100%"/>
{body}
</svg>
"""
