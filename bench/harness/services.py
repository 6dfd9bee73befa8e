"""Three services, over HTTP or over gRPC: started for one run on this machine, and ended by their ids."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .measure import Command, Cost, Failed, Process, reap, run, used_so_far, watched
from .places import BIN, LIBRARIES, PYTHON, packages_python


@dataclass(frozen=True)
class Services:
    """Their addresses, ports or sockets, and process ids."""

    users: str
    records: str
    pids: list[int]


@contextmanager
def service(*command: str | Path) -> Iterator[tuple[str, Process]]:
    """Starts a service, which prints its address; ends it afterwards."""
    name = Path(command[1] if str(command[0]).endswith("python") else command[0]).name
    process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert process.stdout
    try:
        with watched([process], 60):
            address = process.stdout.readline().decode().strip()
        if not address:
            raise Failed(f"start `{name}`: found no address on its stdout, expected a port or a socket")
        yield address, process
    finally:
        process.stdout.close()
        if process.poll() is None:
            os.kill(process.pid, 15)
            with watched([process], 30):
                reap(process)


Started = Callable[[Path], AbstractContextManager[Services]]


@contextmanager
def http(out: Path) -> Iterator[Services]:
    """All three over HTTP; accepted and rejected records go to the folder."""
    with ExitStack() as stack:
        validator, first = stack.enter_context(service(BIN / "validator-http"))
        users, second = stack.enter_context(service(BIN / "http-users", validator))
        records, third = stack.enter_context(service(packages_python(), PYTHON / "http_write.py", out))
        yield Services(users, records, [first.pid, second.pid, third.pid])


@contextmanager
def grpc(out: Path) -> Iterator[Services]:
    """The same over gRPC."""
    with ExitStack() as stack:
        # The path of a socket has at most 107 bytes.
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        validator, first = stack.enter_context(service(BIN / "validator-grpc", sockets / "validator"))
        users, second = stack.enter_context(service(BIN / "grpc-users", sockets / "users", validator))
        write: list[str | Path] = [packages_python(), PYTHON / "grpc_write.py", LIBRARIES, sockets / "records", out]
        records, third = stack.enter_context(service(*write))
        yield Services(users, records, [first.pid, second.pid, third.pid])


def through(started: Started, client: str, batch: int) -> Callable[[Path, Path], Cost]:
    """The job through services, without their start."""

    def start(source: Path, out: Path) -> Cost:
        with started(out) as running:
            before = [used_so_far(pid) for pid in running.pids]
            command: Command = [BIN / client, "run", source, str(batch), running.users, running.records]
            cost = run(command)
            after = [used_so_far(pid) for pid in running.pids]
        cpu = sum(now[0] - then[0] for now, then in zip(after, before, strict=True))
        return Cost(cost.wall, cost.cpu + cpu, cost.peak + sum(peak for _, peak in after))

    return start


def through_http(batch: int) -> Callable[[Path, Path], Cost]:
    return through(http, "http-client", batch)


def through_grpc(batch: int) -> Callable[[Path, Path], Cost]:
    return through(grpc, "grpc-client", batch)
