"""Prints text for people. File names are untrusted, so invisible characters in them are escaped."""

import sys

from reporting.text import INVISIBLE

_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def inert(text: str) -> str:
    r"""Return the text on one line, with invisible characters written as `\n`, `\r`, `\t` or `\u{202e}`."""
    return INVISIBLE.sub(lambda match: _SHORT.get(match[0], f"\\u{{{ord(match[0]):x}}}"), text)


def say(line: str) -> None:
    """Print a line of the answer."""
    print(inert(line))


def tell_error(message: object) -> None:
    """Print an error."""
    print(f"error: {inert(str(message))}", file=sys.stderr)
