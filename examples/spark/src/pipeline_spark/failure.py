"""Why a run failed, by the hosts' exit codes."""

import os
import re
from dataclasses import dataclass
from typing import Any, Final

from py4j.protocol import Py4JNetworkError

from pipeline_spark.terminal import message

SOME_REJECTED: Final = 1


@dataclass
class Failure(Exception):
    """A failure that the user caused, can fix or must know about. The message is one line."""

    message: str
    exit_code: int

    def __str__(self) -> str:
        """Escaped, since Python and Spark write it to their logs."""
        return message(self.message)


class Unreadable(Failure):
    """An input that can no longer be read. Of an executor's exception, the driver sees the class and the message."""


def unusable(text: str) -> Failure:
    """Wrong usage, or an input or rules file that can't be read."""
    return Failure(text, 2)


def refused(error: Any) -> Failure:
    """Convert a `job-error` of the component."""
    return Failure(error.message, 2 if error.kind in ("input", "options", "rules", "usage") else 3)


def of_the_job(error: Exception) -> Failure:
    """Convert Spark's error after the last failed attempt: the component's message, otherwise Spark's first line."""
    if isinstance(error, (Py4JNetworkError, ConnectionError)):
        return Failure("cannot finish the job: Spark's Java process has ended; its log may have the reason", 3)
    text = str(error)
    if told := re.search(r"^pipeline_spark\.failure\.(Failure|Unreadable): (.*)$", text, re.MULTILINE):
        return Failure(told[2], 2 if told[1] == "Unreadable" else 3)
    raised = re.search(r"^\w+Error: .*$", text, re.MULTILINE)
    why = raised[0] if raised else _thrown(text) or text.splitlines()[0]
    return Failure(f"cannot finish the job: {why}", 3)


def unstarted(master: str | None, error: Exception) -> Failure:
    """Convert the error of a session that can't begin. If Java ends, only its log has the reason."""
    why = _thrown(str(error)) or "Spark's log has the reason"
    return unusable(f"cannot start Spark{f' with the master `{master}`' if master else ''}: {why}")


def _thrown(text: str) -> str | None:
    """Return the message of the Java exception that an error of Py4J has below its first line."""
    thrown = re.search(r"^: [\w.$]+: (.*)$", text, re.MULTILINE)
    return thrown[1] if thrown else None


def unwritable(out: str, reason: object) -> Failure:
    return Failure(f"cannot write `{out}`: {reason}", 4)


def reason(error: OSError) -> str:
    """Return the system's reason, in lower case as the hosts write it, or what a library says instead."""
    if error.errno is None:
        return str(error)
    text = os.strerror(error.errno)
    return text[:1].lower() + text[1:]
