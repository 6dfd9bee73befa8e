"""How fast a run is on more cores than this machine has, by a simulation of its threads.

The duration of each step of each block is that of a run on one thread, from its trace. The simulation does what
`rust-host/src/run/parallel/` does: it gives each block to the next free thread, and lets it wait where one block must
come after the other. It leaves out what sharing costs: caches, memory, a slower clock if all cores are busy, and
splitting the addresses among several stores.
"""

import heapq
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .figures import ratio
from .inputs import generated
from .measure import Command, Cost, Failed, run
from .places import BUILD, OURS, SAMPLE

FOLDER = BUILD / "out" / "cores"
THREADS = (1, 2, 4, 8, 16)
ROUNDS = 7
SOME_REJECTED = 1


@dataclass(frozen=True)
class Block:
    """The seconds of its steps. Reading, asking and writing is done by one block at a time, the last two in order."""

    read: float
    decode: float
    judge: float
    ask: float
    encode: float
    write: float

    def least(self, other: "Block") -> "Block":
        return Block(*(min(pair) for pair in zip(self.steps(), other.steps(), strict=True)))

    def steps(self) -> tuple[float, ...]:
        return self.read, self.decode, self.judge, self.ask, self.encode, self.write


@dataclass(frozen=True)
class Call:
    start: float
    end: float
    given: int
    returned: int


def calls(trace: Path, name: str) -> list[Call]:
    def call(event: dict[str, Any]) -> Call:
        start, args = event["ts"] / 1e6, event["args"]
        return Call(start, start + event["dur"] / 1e6, args["argument bytes"], args["result bytes"])

    events = json.loads(trace.read_text(encoding="utf-8"))["traceEvents"]
    return [call(event) for event in events if event.get("name") == name]


def blocks(trace: Path) -> list[Block]:
    """The blocks of a run on one thread. The last one, which is judged after the last read, is left out."""
    fed, judged, asked = (calls(trace, name) for name in ("feed", "process", "kv-store.put-new"))
    found = []
    # Between two calls, the host writes what the first returned and reads what the second is given.
    for feed, process, ask, following in zip(fed, judged, asked, fed[1:], strict=False):
        between = following.start - feed.end
        read = between * following.given / (following.given + feed.returned)
        found.append(
            Block(
                read=read,
                decode=process.start - feed.start,
                judge=ask.start - process.start,
                ask=ask.end - ask.start,
                encode=feed.end - ask.end,
                write=between - read,
            )
        )
    return found


def simulated(work: Sequence[Block], threads: int) -> float:
    """The seconds until the last block is written."""
    free = [0.0] * threads
    # As in `rust-host/src/run/parallel/mod.rs`.
    stores = [0.0] * min(4, 1 + threads // 4)
    reader = place = writer = 0.0
    for block in work:
        # Threads that wait for the reader get the blocks in the order in which they came.
        reader = max(heapq.heappop(free), reader) + block.read
        # A block's place is known once the block before was read.
        place = max(reader + block.decode, place)
        asked = place + block.judge
        for at, busy in enumerate(stores):
            asked = stores[at] = max(asked, busy) + block.ask / len(stores)
        writer = max(asked + block.encode, writer) + block.write
        heapq.heappush(free, writer)
    return writer


@dataclass
class Measured:
    """Seconds, in all but the last by round."""

    # Of a run of next to no records: what a run does once.
    once: list[float] = field(default_factory=list)
    # By number of threads.
    wall: dict[int, list[float]] = field(default_factory=lambda: {1: [], 2: []})
    processor: dict[int, list[float]] = field(default_factory=lambda: {1: [], 2: []})
    work: list[Block] = field(default_factory=list)


def measure(rows: int) -> Measured:
    source, trace, found = generated(rows), FOLDER / "trace.json", Measured()

    def ours(data: Path, *more: str) -> Cost:
        command: Command = [OURS, "run", data, "--out", FOLDER / "out", "--quiet", *more]
        return run(command, allowed=(0, SOME_REJECTED))

    for number in range(ROUNDS + 1):
        small = ours(SAMPLE, "--threads", "1")
        costs = {threads: ours(source, "--threads", str(threads)) for threads in found.wall}
        ours(source, "--trace-file", str(trace))
        # The first round compiles the components and warms the caches.
        if number == 0:
            continue
        found.once.append(small.wall)
        for threads, cost in costs.items():
            found.wall[threads].append(cost.wall)
            found.processor[threads].append(cost.cpu)
        work = blocks(trace)
        # Whatever else runs on the machine only makes a step longer.
        found.work = [one.least(other) for one, other in zip(found.work or work, work, strict=True)]
    source.unlink()
    return found


def report(rows: int) -> Iterator[str]:
    found = measure(rows)
    once, work = min(found.once), found.work
    one = once + simulated(work, 1)
    yield f"{rows:,} records, {len(work)} blocks; milliseconds of each step in all blocks on one thread:"
    for step in fields(Block):
        seconds = sum(getattr(block, step.name) for block in work)
        yield f"  {step.name:<8}{seconds * 1e3:8.0f} {seconds / one:7.1%}"
    yield f"  {'once':<8}{once * 1e3:8.0f} {once / one:7.1%}"
    yield ""
    yield "| threads | simulated s | times as fast | measured s, least | simulated ÷ measured |"
    yield "|---:|---:|---:|---:|---:|"
    for threads in THREADS:
        seconds = once + simulated(work, threads)
        least = min(found.wall.get(threads, []), default=None)
        seen = f"{least:.2f} | {seconds / least:.2f}" if least else "|"
        yield f"| {threads} | {seconds:.2f} | {one / seconds:.1f} | {seen} |"
    yield ""
    for what, costs in (("processor", found.processor), ("wall", found.wall)):
        pairs = ratio(costs[2], costs[1])
        yield f"{what} time, two threads ÷ one: {pairs.median:.2f} ({pairs.low:.2f} to {pairs.high:.2f})"


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        for line in report(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
            print(line)
    except Failed as error:
        sys.exit(f"error: {error}")
    shutil.rmtree(FOLDER)


if __name__ == "__main__":
    main()
