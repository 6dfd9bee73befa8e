"""Requests per second, by wrk on loopback: the gateway on `pipeline serve` and on the stock `wasmtime serve`, beside
the same service in plain axum, and beside three services in their own processes. Server and client share the machine's
cores. The answers are compared first, and no request may fail."""

import http
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import machine
from .measure import Failed, Process
from .places import BENCH, BIN, BUILD, OURS, ROOT
from .services import service

SERVE = [str(OURS), "serve", "--addr", "127.0.0.1:0", "--quiet"]
WASMTIME = ["sh", "-c", f'exec "$({ROOT}/toolchain/wasmtime)" serve --addr 127.0.0.1:0 {ROOT}/build/gateway.wasm']
AXUM = "the same in axum"
SERVICES = "gateway, service, validator: three processes, HTTP"
REQUEST = "`pipeline serve`, one instance per request"
REUSED = "`pipeline serve --reuse 1000`"
CLOSED = "`pipeline serve --store-of inside`, all parts in each instance"
LOADS = {"post": "`POST /users`, one user", "validate": "`POST /validate`, 1 MB of CSV"}
CONNECTIONS = {"post": 16, "validate": 4}
# Targets: a server's requests per second are at least so many times those of another one.
AIMS = {
    "post": [(REQUEST, AXUM, 0.25), (REUSED, AXUM, 0.5), (REQUEST, SERVICES, 1.0), (REUSED, SERVICES, 1.0)],
    "validate": [(REQUEST, AXUM, 0.8)],
}
START_SECONDS = 300
# The last one has the first one's address.
ASKED = (
    {"name": "Ann Example", "email": "ann@example.com", "age": 30},
    {"name": " ", "email": "nobody", "age": 12},
    {"name": "Another", "email": "ANN@example.com", "age": 40},
)
# The first one's place.
PLACE = "/users/usr_24nkqm53jkbp3hvs0jy686a8z2"

Started = AbstractContextManager[tuple[str, list[Process]]]
Answer = tuple[int, str | None, str | None, object]


@dataclass(frozen=True)
class Server:
    """How it is started: its log, its address, its processes."""

    start: Callable[[Path], Started]
    loads: tuple[str, ...] = ("post", "validate")
    # Whether a user outlives the request.
    keeps: bool = True


@dataclass(frozen=True)
class Load:
    """What wrk measured in a round, and the server's memory before and after it."""

    per_second: float
    p50: float
    p99: float
    failed: int
    before: int
    after: int


@contextmanager
def served(command: list[str], log: Path) -> Iterator[tuple[str, list[Process]]]:
    """A server and its address; ended by its id. Its output goes to a file."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        yield address(process, log), [process]
    finally:
        process.terminate()
        process.wait()


@contextmanager
def services(log: Path) -> Iterator[tuple[str, list[Process]]]:
    """The three services, each of which calls the next."""
    with ExitStack() as stack:
        validator, last = stack.enter_context(service(BIN / "validator-http"))
        users, middle = stack.enter_context(service(BIN / "http-users", validator))
        url, first = stack.enter_context(served([str(BIN / "gateway-http"), users], log))
        yield url, [*first, middle, last]


def one(command: list[str], *, keeps: bool = True) -> Server:
    return Server(partial(served, command), keeps=keeps)


SERVERS = {
    AXUM: one([str(BIN / "axum-users")]),
    SERVICES: Server(services, loads=("post",)),
    REQUEST: one(SERVE),
    REUSED: one([*SERVE, "--reuse", "1000"]),
    CLOSED: one([*SERVE, "--store-of", "inside"], keeps=False),
    "`wasmtime serve`, default settings": one(WASMTIME, keeps=False),
}


def address(process: Process, log: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        for line in log.read_text(errors="replace").splitlines():
            _, found, rest = line.partition("http://127.0.0.1:")
            if found:
                return "http://127.0.0.1:" + rest.strip().rstrip("/")
        time.sleep(0.05)
    raise Failed(f"start a server: {log.read_text(errors='replace')[-2000:]}")


def answers(url: str) -> list[Answer]:
    """Status, type, place and content of each answer to new users, and of the first one. An address that is taken comes
    without the message, which differs between a store and a table."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    found: list[Answer] = []
    asked = [("POST", "/users", json.dumps(user), {"content-type": "application/json"}) for user in ASKED]
    for request in [*asked, ("GET", PLACE, None, {})]:
        connection.request(*request)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        if answer.status == http.HTTPStatus.CONFLICT:
            content["errors"] = [error["field"] for error in content["errors"]]
        found.append((answer.status, answer.getheader("content-type"), answer.getheader("location"), content))
    connection.close()
    return found


def compare(name: str, found: list[Answer], expected: list[Answer]) -> None:
    for ours, theirs in zip(expected, found, strict=False):
        if ours != theirs:
            raise Failed(f"ask {name} for users: found {theirs}, expected {ours}")


def resident(processes: list[Process]) -> int:
    def of(pid: int) -> int:
        status = Path(f"/proc/{pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    return sum(of(process.pid) for process in processes)


def loaded(url: str, processes: list[Process], load: str, seconds: int, body: Path) -> Load:
    command = ["wrk", "-t1", f"-c{CONNECTIONS[load]}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(BENCH / "serving" / "load.lua"), url]
    before = resident(processes)
    # Each round posts different users.
    more = {"LOAD": load, "BODY": str(body), "RUN": f"{os.getpid()}-{time.monotonic_ns()}"}
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"run `wrk`: exit code {done.returncode}\n{done.stderr}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    per_second = found["requests"] / found["seconds"]
    return Load(per_second, found["p50_ms"], found["p99_ms"], found["failed"], before, resident(processes))


def measure(seconds: int) -> dict[str, dict[str, Load]]:
    """Each server by itself, warmed up first."""
    if shutil.which("wrk") is None:
        raise Failed("measure the servers: found no `wrk` on PATH; Debian's package of this name brings it")
    BUILD.mkdir(parents=True, exist_ok=True)
    body = BUILD / "one-megabyte.csv"
    rows = (f"Somebody Or Other,user-{number}@example.com,{13 + number % 100}\n" for number in range(22_500))
    body.write_text("name,email,age\n" + "".join(rows))
    log = BUILD / "serving.log"
    with SERVERS[REQUEST].start(log) as (url, _):
        expected = answers(url)
    found: dict[str, dict[str, Load]] = {}
    for name, server in SERVERS.items():
        found[name] = {}
        for load in server.loads:
            with server.start(log) as (url, processes):
                compare(name, answers(url), expected if server.keeps else expected[: len(ASKED) - 1])
                loaded(url, processes, load, 2, body)
                found[name][load] = loaded(url, processes, load, seconds, body)
            print(f"{name}, {load}: {found[name][load]}", file=sys.stderr)
    return found


def report(found: dict[str, dict[str, Load]], seconds: int) -> str:
    facts = machine.facts()
    lines = [
        "# Serving: requests per second",
        "",
        f"{facts['processor']}, {facts['cores']} cores, which server and client share; {facts['system']}.",
        f"Commit {facts['commit']}. wrk, {seconds} s each after 2 s of warming up; load {machine.load():.1f}.",
        "`make -C bench serving` measures it again.",
    ]
    for load, title in LOADS.items():
        plain = found[AXUM][load].per_second
        lines += ["", f"## {title}, {CONNECTIONS[load]} connections", ""]
        lines += ["| server | requests/s | ÷ axum | p50 ms | p99 ms | failed | MB before | after |"]
        lines += ["|---|---:|---:|---:|---:|---:|---:|---:|"]
        for name, loads in found.items():
            if load not in loads:
                continue
            each = loads[load]
            share = each.per_second / plain
            cells = [name, f"{each.per_second:,.0f}", f"{share:.3f}", f"{each.p50:.2f}", f"{each.p99:.2f}"]
            cells += [str(each.failed), f"{each.before / 1e6:.0f}", f"{each.after / 1e6:.0f}"]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
        for server, other, aim in AIMS[load]:
            share = found[server][load].per_second / found[other][load].per_second
            met = "met" if share >= aim else "missed"
            lines.append(f"- Aim: {server} ÷ {other}: {aim}; {met}, at {share:.3f}.")
    return "\n".join(lines) + "\n"


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    try:
        found = measure(seconds)
    except Failed as error:
        sys.exit(f"error: {error}")
    text = report(found, seconds)
    (BENCH / "results" / "serving.md").write_text(text)
    print(text)
    if any(each.failed for loads in found.values() for each in loads.values()):
        sys.exit("error: found failed requests, expected none")


if __name__ == "__main__":
    main()
