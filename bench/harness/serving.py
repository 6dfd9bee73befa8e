"""Requests per second, by wrk on loopback: the gateway on `pipeline serve` and on the stock `wasmtime serve`, beside
the same service in plain axum. Server and client share the machine's cores. No request may fail."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import machine
from .measure import Failed, Process
from .places import BENCH, BUILD, ROOT

OURS = ROOT / "bin" / "pipeline"
SERVE = [str(OURS), "serve", "--addr", "127.0.0.1:0", "--quiet"]
WASMTIME = ["sh", "-c", f'exec "$({ROOT}/toolchain/wasmtime)" serve --addr 127.0.0.1:0 {ROOT}/build/gateway.wasm']
AXUM = "the same in axum"
REQUEST = "`pipeline serve`, one instance per request"
REUSED = "`pipeline serve --reuse 1000`"
CLOSED = "`pipeline serve --store-of inside`, all parts in each instance"
SERVERS: dict[str, list[str]] = {
    AXUM: [str(BUILD / "bin" / "axum-users")],
    REQUEST: SERVE,
    REUSED: [*SERVE, "--reuse", "1000"],
    CLOSED: [*SERVE, "--store-of", "inside"],
    "`wasmtime serve`, default settings": WASMTIME,
}
LOADS = {"post": "`POST /users`, one user", "validate": "`POST /validate`, 1 MB of CSV"}
CONNECTIONS = {"post": 16, "validate": 4}
# Targets: the share of axum's requests per second, with one instance per request.
AIMS = {"post": 0.5, "validate": 0.8}
START_SECONDS = 300


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
def served(command: list[str], number: int) -> Iterator[tuple[str, Process]]:
    """A server and its address; ended by its id. Its output goes to a file."""
    log = BUILD / f"serving-{number}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        yield address(process, log), process
    finally:
        process.terminate()
        process.wait()


def address(process: Process, log: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        for line in log.read_text(errors="replace").splitlines():
            _, found, rest = line.partition("http://127.0.0.1:")
            if found:
                return "http://127.0.0.1:" + rest.strip().rstrip("/")
        time.sleep(0.05)
    raise Failed(f"start a server: {log.read_text(errors='replace')[-2000:]}")


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def loaded(url: str, process: Process, load: str, seconds: int, body: Path) -> Load:
    command = ["wrk", "-t1", f"-c{CONNECTIONS[load]}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(BENCH / "serving" / "load.lua"), url]
    before = resident(process.pid)
    # Each round posts different users.
    more = {"LOAD": load, "BODY": str(body), "RUN": f"{os.getpid()}-{time.monotonic_ns()}"}
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"run `wrk`: exit code {done.returncode}\n{done.stderr}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    per_second = found["requests"] / found["seconds"]
    return Load(per_second, found["p50_ms"], found["p99_ms"], found["failed"], before, resident(process.pid))


def measure(seconds: int) -> dict[str, dict[str, Load]]:
    """Each server by itself, warmed up first."""
    if shutil.which("wrk") is None:
        raise Failed("measure the servers: found no `wrk` on PATH; Debian's package of this name brings it")
    BUILD.mkdir(parents=True, exist_ok=True)
    body = BUILD / "one-megabyte.csv"
    rows = (f"Somebody Or Other,user-{number}@example.com,{13 + number % 100}\n" for number in range(22_500))
    body.write_text("name,email,age\n" + "".join(rows))
    found: dict[str, dict[str, Load]] = {}
    for number, (name, command) in enumerate(SERVERS.items()):
        found[name] = {}
        for load in LOADS:
            with served(command, number) as (url, process):
                loaded(url, process, load, 2, body)
                found[name][load] = loaded(url, process, load, seconds, body)
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
            one = loads[load]
            share = one.per_second / plain
            cells = [name, f"{one.per_second:,.0f}", f"{share:.3f}", f"{one.p50:.2f}", f"{one.p99:.2f}"]
            cells += [str(one.failed), f"{one.before / 1e6:.0f}", f"{one.after / 1e6:.0f}"]
            lines.append("| " + " | ".join(cells) + " |")
        share = found[REQUEST][load].per_second / plain
        met = "met" if share >= AIMS[load] else "missed"
        lines += ["", f"Aim: {AIMS[load]} of axum with one instance per request; {met}, at {share:.3f}."]
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
    if any(one.failed for loads in found.values() for one in loads.values()):
        sys.exit("error: found failed requests, expected none")


if __name__ == "__main__":
    main()
