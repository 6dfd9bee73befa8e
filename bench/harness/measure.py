"""Runs processes and reports their time and memory, as accounted by the system.

A child starts in the memory of this process, which the system counts as the child's, too: a peak below what this
process holds at that moment can't be measured.
"""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# Sets this process's peak to what it holds now; a child would start with the peak.
OWN_PEAK, RESET = Path("/proc/self/clear_refs"), "5"
TICKS = os.sysconf("SC_CLK_TCK")

Command = Sequence[str | Path]
Process = subprocess.Popen[bytes]
Processes = list[Process]
Stream = int | IO[bytes] | None


class Failed(Exception):
    """A process failed. The message is for people."""


@dataclass(frozen=True)
class Cost:
    """The cost of a run: seconds from start to end, processor seconds, and peak memory in bytes; the last two summed
    over its processes."""

    wall: float
    cpu: float
    peak: int


@contextmanager
def watched(processes: Processes, seconds: float) -> Iterator[threading.Event]:
    """Kills the processes by their ids if they take too long; the event is set if that happened."""
    late = threading.Event()

    def end() -> None:
        late.set()
        for process in processes:
            if process.returncode is None:
                os.kill(process.pid, 9)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def reap(process: Process) -> tuple[int, float, int]:
    """Waits for a process: its exit code, processor seconds and peak memory."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def start_one(command: Command, stdin: Stream, stdout: Stream, stderr: Stream, others: Processes) -> Process:
    """Starts a process. If that fails, ends the other processes of the same run."""
    OWN_PEAK.write_text(RESET)
    try:
        return subprocess.Popen(list(map(str, command)), stdin=stdin, stdout=stdout, stderr=stderr)
    except OSError as error:
        for other in others:
            other.kill()
            reap(other)
        raise Failed(f"start `{command[0]}`: {error.strerror}; `make bench` builds what it needs") from None


def run(*commands: Command, timeout: float = 1800, allowed: Sequence[int] = (0,)) -> Cost:
    """Runs commands joined by pipes; the first has no input, and the output of the last is discarded."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        processes: Processes = []
        for at, command in enumerate(commands):
            before = processes[-1].stdout if processes else subprocess.DEVNULL
            last = at == len(commands) - 1
            out = subprocess.DEVNULL if last else subprocess.PIPE
            processes.append(start_one(command, before, out, errors, processes))
            if at > 0 and processes[-2].stdout:
                processes[-2].stdout.close()
        with watched(processes, timeout) as late:
            ends = [reap(process) for process in processes]
        wall = time.perf_counter() - start
        for command, (code, _, _) in zip(commands, ends, strict=True):
            if code not in allowed:
                errors.seek(0)
                said = errors.read().decode(errors="replace").strip()[-2000:]
                why = f"it took more than {timeout:.0f} s" if late.is_set() else f"exit code {code}"
                raise Failed(f"run `{Path(command[0]).name}`: {why}\n{said}")
    return Cost(wall, sum(cpu for _, cpu, _ in ends), sum(peak for _, _, peak in ends))


def printed(command: Command, timeout: float = 600) -> str:
    """The output of a command."""
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise Failed(f"run `{Path(command[0]).name}`: it took more than {timeout:.0f} s") from None
    if done.returncode != 0:
        raise Failed(f"run `{Path(command[0]).name}`: exit code {done.returncode}\n{done.stderr.strip()[-2000:]}")
    return done.stdout.strip()


def used_so_far(pid: int) -> tuple[float, int]:
    """Processor seconds and peak memory of a process that still runs."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / TICKS
    status = Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return cpu, int(peak.split()[1]) * 1024
