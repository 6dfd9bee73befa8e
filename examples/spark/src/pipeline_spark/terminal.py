"""Prints text for people. Names and errors are untrusted, so nothing in them may act on the terminal."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from pipeline_spark.invisible import END, INVISIBLE, START

# A str can also hold halves of characters: the bytes of a name that aren't UTF-8.
_RANGES = [*INVISIBLE, (0xD800, 0xDFFF)]
_INVISIBLE = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def inert(text: str) -> str:
    r"""Return the text on one line, with invisible characters written as `\n`, `\r`, `\t` or `\u{202e}`."""
    return _INVISIBLE.sub(lambda match: _SHORT.get(match[0], f"\\u{{{ord(match[0]):x}}}"), text)


def message(text: str) -> str:
    """Return a message on one line; of one that nobody would read to its end, without its middle."""
    left_out = len(text) - START - END
    if left_out > 0:
        text = f"{text[:START]}… ({left_out} characters left out) …{text[-END:]}"
    return inert(text)


def say(line: str) -> None:
    """Print a line of the answer, in UTF-8 as the hosts do. A reader that closes the pipe early is not an error."""
    try:
        sys.stdout.buffer.write(f"{inert(line)}\n".encode())
        sys.stdout.buffer.flush()
    except OSError as error:
        # Python writes what is left at its end, and would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def tell_error(error: object) -> None:
    """Print an error."""
    print(f"error: {message(str(error))}", file=sys.stderr)


@contextmanager
def inert_log() -> Iterator[None]:
    """Escape what other processes, such as Spark's, print to stderr, and mark each line as theirs."""
    terminal = os.dup(2)
    source, sink = os.pipe()
    stderr, sys.stderr = sys.stderr, os.fdopen(os.dup(terminal), "w", errors="backslashreplace", buffering=1)
    os.dup2(sink, 2)
    os.close(sink)
    copying = Thread(target=_copy, args=(source, terminal), daemon=True)
    copying.start()
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        sys.stderr.close()
        sys.stderr = stderr
        # A process that stays, such as Spark's, keeps its end open.
        copying.join(1)


def _copy(source: int, terminal: int) -> None:
    with os.fdopen(source, errors="surrogateescape", newline="\n") as lines:
        for line in lines:
            # Java indents the lines of a stack with tabs, which only move on.
            shown = inert(line.removesuffix("\n").expandtabs(4))
            os.write(terminal, f"spark: {shown}\n".encode())
