"""Makes text from input fit to be shown: nothing unseen acts, nothing is endless."""

import re

# What acts on text, or hides in it, without being seen: control characters, marks that reorder or join lines, blanks
# without width, and code points that no document may hold. XML forbids a part of these; none is left after `inert`.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f"  # controls, with tab and line breaks
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
)
UNSEEN = re.compile(f"[{_UNSEEN}]")

# Scripts whose characters are two columns wide, roughly.
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)


def inert(text: str) -> str:
    """Each unseen character as its code point, such as `{U+202E}`."""
    return UNSEEN.sub(lambda match: f"{{U+{ord(match[0]):04X}}}", text)


def shown(text: str, columns: int, *, with_end: bool = True) -> str:
    """Inert, and at most so many columns wide: an ellipsis replaces the middle of a longer text, or else its end."""
    # Only the ends of a long text can be left over; no need to look at megabytes between them.
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
