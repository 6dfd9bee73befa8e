"""The three services over HTTP: started for one run on free ports of this machine, and ended by their ids."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .measure import Command, Cost, Failed, reap, run, used_so_far, watched
from .places import BIN, PYTHON, packages_python


@dataclass(frozen=True)
class Services:
    """Their ports and process ids."""

    users: str
    records: str
    pids: list[int]


@contextmanager
def service(*command: str | Path) -> Iterator[tuple[str, int]]:
    """Starts a service, which prints its port; ends it afterwards."""
    name = Path(command[-2] if str(command[0]).endswith("python") else command[0]).name
    process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert process.stdout
    try:
        with watched([process], 60):
            port = process.stdout.readline().decode().strip()
        if not port.isdigit():
            raise Failed(f"start `{name}`: found `{port}`, expected a port")
        yield port, process.pid
    finally:
        process.stdout.close()
        if process.poll() is None:
            os.kill(process.pid, 15)
            with watched([process], 30):
                reap(process)


@contextmanager
def services(out: Path) -> Iterator[Services]:
    """All three; accepted and rejected records go to the folder."""
    with ExitStack() as stack:
        validator, first = stack.enter_context(service(BIN / "validator-http"))
        users, second = stack.enter_context(service(BIN / "http-users", validator))
        records, third = stack.enter_context(service(packages_python(), PYTHON / "http_write.py", out))
        yield Services(users, records, [first, second, third])


def through_services(source: Path, out: Path, batch: int) -> Cost:
    """The job through the services, without their start."""
    with services(out) as running:
        before = [used_so_far(pid) for pid in running.pids]
        command: Command = [BIN / "http-client", "run", source, str(batch), running.users, running.records]
        client = run(command)
        after = [used_so_far(pid) for pid in running.pids]
    cpu = sum(now[0] - then[0] for now, then in zip(after, before, strict=True))
    return Cost(client.wall, client.cpu + cpu, client.peak + sum(peak for _, peak in after))
