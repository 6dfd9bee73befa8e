"""Judges' tasks that go wrong, once, after their last row: what they did was done in vain, and must not be seen."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from pipeline_spark.failure import Failure
from pipeline_spark.tasks import Batches, Job, Task, judging


def first(marker: Path) -> bool:
    """Whether this is the first attempt of all to come here."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def executor() -> int:
    """The process that this task's worker belongs to: the JVM above Spark's daemon."""
    process = os.getpid()
    while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{process}/cmdline").read_bytes():
        process = int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return process


def fails() -> None:
    """The task fails."""
    raise RuntimeError("this attempt was made to fail")


def dies() -> None:
    """The executor is killed, with all that it holds for others."""
    os.kill(executor(), signal.SIGKILL)
    time.sleep(60)


def traps() -> None:
    """The component traps, whenever it is asked."""
    raise Failure("cannot call `judge`: the component trapped", 3)


def lingers() -> None:
    """The task takes so long that another attempt is made beside it."""
    time.sleep(20)


def always(fault: Callable[[], None]) -> Callable[[Job], Task]:
    """The judges' task, every attempt of which comes to a fault."""

    def made(job: Job) -> Task:
        def task(batches: Batches) -> Batches:
            yield from judging(job)(batches)
            fault()

        return task

    return made


def once(fault: Callable[[], None], marker: Path) -> Callable[[Job], Task]:
    """The judges' task, the first attempt of which comes to a fault."""

    def made(job: Job) -> Task:
        def task(batches: Batches) -> Batches:
            yield from judging(job)(batches)
            if first(marker):
                fault()

        return task

    return made
