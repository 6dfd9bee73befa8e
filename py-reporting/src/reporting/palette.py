"""Colours by meaning, for light and dark, and the style of charts, which the page and the drawing share.

Text has a contrast of at least 4.5 to 1 against the background, bars 3 to 1; tests check both palettes.
"""

LIGHT = {
    "ground": "#f4f5f7",
    "paper": "#ffffff",
    "ink": "#161b22",
    "soft": "#57606c",
    "line": "#dde1e7",
    "good": "#0b7a68",
    "bad": "#c2410c",
    "bar": "#3d5fc4",
}
DARK = {
    "ground": "#0e1116",
    "paper": "#161b22",
    "ink": "#e9edf2",
    "soft": "#9aa5b3",
    "line": "#2b323c",
    "good": "#3fbfa6",
    "bad": "#f08a4b",
    "bar": "#86a3f5",
}

FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


def variables(colours: dict[str, str]) -> str:
    """The declarations that select a palette."""
    return ";".join(f"--{name}:{value}" for name, value in colours.items())


def paint(name: str) -> str:
    """A fill. The plain colour comes first, for viewers without support for variables."""
    return f"fill:{LIGHT[name]};fill:var(--{name})"


# Dark is only for screens, since paper is white.
COLOURS = f""":root{{color-scheme:light dark;{variables(LIGHT)}}}
@media screen and (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"""

CHARTS = f""".chart text{{font:500 13px {FONT};{paint("ink")};font-variant-numeric:tabular-nums}}
.chart .strong{{font-weight:650}}
.chart .soft{{font-weight:400;{paint("soft")}}}
.chart .small{{font-size:12px}}
.chart .good{{{paint("good")}}}
.chart .bad{{{paint("bad")}}}
.chart .bar{{{paint("bar")}}}
.chart .line{{{paint("line")}}}
.chart .paper{{{paint("paper")}}}"""
