"""Judges' tasks that fail once, after their last row. The work of the failed attempt must have no effect."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from pipeline_spark.failure import Failure
from pipeline_spark.tasks import Batches, Job, Task, judging


def first(marker: Path) -> bool:
    """Return whether this is the first attempt of all."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def executor() -> int:
    """Return the process of this task's worker: the JVM above Spark's daemon."""
    process = os.getpid()
    while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{process}/cmdline").read_bytes():
        process = int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return process


def fails() -> None:
    """Fail the task."""
    raise RuntimeError("this attempt was made to fail")


def dies() -> None:
    """Kill the executor and everything it holds for others."""
    os.kill(executor(), signal.SIGKILL)
    time.sleep(60)


def traps() -> None:
    """Make the component trap on every call."""
    raise Failure("cannot call `judge`: the component trapped", 3)


def lingers() -> None:
    """Delay the task until a second attempt is started."""
    time.sleep(20)


def always(fault: Callable[[], None]) -> Callable[[Job], Task]:
    """Return the judges' task with a fault in every attempt."""

    def made(job: Job) -> Task:
        def task(batches: Batches) -> Batches:
            yield from judging(job)(batches)
            fault()

        return task

    return made


def once(fault: Callable[[], None], marker: Path) -> Callable[[Job], Task]:
    """Return the judges' task with a fault in the first attempt."""

    def made(job: Job) -> Task:
        def task(batches: Batches) -> Batches:
            yield from judging(job)(batches)
            if first(marker):
                fault()

        return task

    return made
