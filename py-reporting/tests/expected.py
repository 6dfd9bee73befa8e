"""The files with the expected reports on the sample runs."""

from pathlib import Path

from reporting import Format

EXTENSIONS = {Format.HTML: "html", Format.MARKDOWN: "md", Format.JSON: "json", Format.SVG: "svg"}


def path(name: str, format: Format) -> Path:
    """The file with the report on the run of this name."""
    return Path(__file__).parent / "expected" / f"{name}.{EXTENSIONS[format]}"
