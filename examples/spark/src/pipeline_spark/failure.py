"""Why a run failed, by the hosts' exit codes."""

import os
import re
from dataclasses import dataclass
from typing import Any, Final

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
    text = str(error)
    if told := re.search(r"^pipeline_spark\.failure\.(Failure|Unreadable): (.*)$", text, re.MULTILINE):
        return Failure(told[2], 2 if told[1] == "Unreadable" else 3)
    raised = re.search(r"^\w+Error: .*$", text, re.MULTILINE)
    return Failure(f"cannot finish the job: {raised[0] if raised else text.splitlines()[0]}", 3)


def unwritable(out: str, reason: object) -> Failure:
    return Failure(f"cannot write `{out}`: {reason}", 4)


def reason(error: OSError) -> str:
    """Return the system's reason, in lower case as the hosts write it, or what a library says instead."""
    if error.errno is None:
        return str(error)
    text = os.strerror(error.errno)
    return text[:1].lower() + text[1:]
