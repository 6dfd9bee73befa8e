"""Colours, by what they mean, for light and dark; and the style of charts, which page and drawing share.

Text keeps a contrast of 4.5 to 1 or more against the ground, bars 3 to 1; tests hold both palettes to that.
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
    """The declarations that make a palette the current one."""
    return ";".join(f"--{name}:{value}" for name, value in colours.items())


def paint(name: str) -> str:
    """A fill. The plain colour comes first, for viewers that know no variables."""
    return f"fill:{LIGHT[name]};fill:var(--{name})"


# Dark is for screens: what is printed is printed on white.
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
