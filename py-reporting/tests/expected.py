"""Where the reports that are expected of the sample runs lie."""

from pathlib import Path

from reporting import Format

EXTENSIONS = {Format.HTML: "html", Format.MARKDOWN: "md", Format.JSON: "json", Format.SVG: "svg"}


def path(name: str, format: Format) -> Path:
    """The file with the report on the run of that name."""
    return Path(__file__).parent / "expected" / f"{name}.{EXTENSIONS[format]}"
