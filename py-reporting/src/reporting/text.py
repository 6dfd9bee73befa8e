"""Prepares text from input for display: invisible characters are spelled out, and long text is cut."""

import re

from . import invisible

# A str can also hold lone surrogates, which no document may contain.
_RANGES = [*invisible.INVISIBLE, (0xD800, 0xDFFF)]
INVISIBLE = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")

# Scripts whose characters are about two columns wide.
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)


def inert(text: str) -> str:
    """Each invisible character as its code point, such as `{U+202E}`."""
    return INVISIBLE.sub(lambda match: f"{{U+{ord(match[0]):04X}}}", text)


def shown(text: str, columns: int, *, with_end: bool = True) -> str:
    """Inert, and at most `columns` wide: an ellipsis replaces the middle of a longer text, or its end."""
    # Only the ends of a long text can remain, so the megabytes between them are skipped.
    cut = len(text) > 2 * columns
    visible = inert(text[:columns] + text[-columns:] if cut else text)
    if not cut and _width(visible) <= columns:
        return visible or "(empty)"
    end = _start(visible[::-1], (columns - 1) // 2)[::-1] if with_end else ""
    return _start(visible, columns - 1 - _width(end)) + "…" + end


def markup(text: str) -> str:
    """Escaped for HTML and XML, as text and as a quoted attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _start(text: str, columns: int) -> str:
    start = text[:columns]
    while _width(start) > columns:
        start = start[:-1]
    return start
