"""The file of users as a chart: microseconds per record on a logarithmic scale, one dot each with its spread."""

from html import escape
from math import ceil, floor, log10
from typing import Any

from .report import number

ROW, TOP, LEFT, WIDTH, RIGHT = 30, 56, 330, 430, 90
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.quiet { fill: #59636e; font-size: 12px }
.grid { stroke: #d1d9e0 }
.dot { fill: #6e7781 } .whisker { stroke: #6e7781; stroke-width: 2 }
.ours .dot { fill: #0969da } .ours .whisker { stroke: #0969da } .ours text { font-weight: 600 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .quiet { fill: #9198a1 } .grid { stroke: #3d444d }
  .dot { fill: #9198a1 } .whisker { stroke: #9198a1 }
  .ours .dot { fill: #4493f8 } .ours .whisker { stroke: #4493f8 }
}
"""


def svg(volume: dict[str, Any], scale: str) -> str:
    entries = sorted(volume.items(), key=lambda entry: entry[1]["microseconds_a_record"]["median"])
    figures = [entry["microseconds_a_record"] for _, entry in entries]
    low = floor(log10(min(figure["low"] for figure in figures)))
    high = ceil(log10(max(figure["high"] for figure in figures)))
    height = TOP + ROW * len(entries) + 34

    def x(value: float) -> float:
        return LEFT + WIDTH * (log10(value) - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img">',
        f"<title>Microseconds per record, by contestant</title><style>{STYLE}</style>",
        '<text x="8" y="20">Microseconds per record (less is better, logarithmic scale)</text>',
        f'<text class="quiet" x="8" y="38">{escape(scale)}</text>',
    ]
    bottom = TOP + ROW * len(entries)
    for power in range(low, high + 1):
        at = x(10.0**power)
        parts.append(f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{bottom}"/>')
        label = f"{10.0**power:g}"
        parts.append(f'<text class="quiet" x="{at:.1f}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
    for row, (key, entry) in enumerate(entries):
        figure, y = entry["microseconds_a_record"], TOP + ROW * row + ROW // 2
        left, middle, right = (x(figure[name]) for name in ("low", "median", "high"))
        parts += [
            f'<g class="{"ours" if key.startswith(("ours", "node")) else "other"}">',
            f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(entry["title"])}</text>',
            f'<line class="whisker" x1="{left:.1f}" x2="{right:.1f}" y1="{y}" y2="{y}"/>',
            f'<circle class="dot" cx="{middle:.1f}" cy="{y}" r="5"/>',
            f'<text x="{right + 12:.1f}" y="{y + 4}">{number(figure["median"])}</text>',
            "</g>",
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
