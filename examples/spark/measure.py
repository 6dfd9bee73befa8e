"""Run a large file through the Rust host and over Spark: on one executor, on two, and on two of which one is killed.

All must come to the same, line by line once sorted. Prints a table of how long each took.
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

from pipeline_spark import Run, run

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(Path(__file__).parent / "tests"))
from same import REPORTS  # noqa: E402


def main() -> None:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", type=Path)
    source: Path = parser.parse_args().input.resolve()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with tempfile.TemporaryDirectory(dir=ROOT / "build", prefix="spark-") as folder:
        host = Path(folder, "host")
        took = [("the host", on_the_host(source, host))]
        for name, executors, lost in (("1 executor", 1, False), ("2 executors", 2, False), ("2, one killed", 2, True)):
            out = Path(folder, "spark")
            took.append((name, on_spark(source, out, executors, lost)))
            print(f"{name}: {took[-1][1][0]:.1f} s", file=sys.stderr)
            compare(out, host)
            shutil.rmtree(out)
    rows = sum(1 for _ in source.open("rb"))
    print(f"\n{rows:,} lines, {source.stat().st_size:,} bytes; every outcome is the host's")
    print("| | s | rows/s | cpu s of executors |\n|---|---:|---:|---:|")
    for name, (seconds, used) in took:
        # A killed executor's processor time is lost.
        print(f"| {name} | {seconds:.1f} | {rows / seconds:,.0f} | {f'{used:.1f}' if 'killed' not in name else ''} |")


def on_the_host(source: Path, out: Path) -> tuple[float, float]:
    """Time a run of the Rust host, after one that has compiled the component."""
    for file in (ROOT / "samples/users.csv", source):
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([ROOT / "bin/pipeline", "run", file, "--out", out, "--quiet"], check=False)
        if done.returncode not in (0, 1):
            sys.exit(done.returncode)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, processor


def on_spark(source: Path, out: Path, executors: int, lost: bool) -> tuple[float, float]:
    """Time a run on a cluster that is up and has warmed up with a small run."""
    spark = (
        SparkSession.builder.master(f"local-cluster[{executors},1,2048]")
        .appName("measure")
        .config("spark.executor.memory", "2g")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    app = spark.sparkContext.applicationId
    try:
        component = ROOT / "build/pipeline.wasm"
        run(spark, Run([str(ROOT / "samples/users.csv")], str(out), component))
        killer = Killer(spark) if lost else None
        start, before = time.monotonic(), cpu(app)
        run(spark, Run([str(source)], str(out), component))
        seconds = time.monotonic() - start, cpu(app) - before
        if killer and not killer.killed:
            sys.exit("error: the run was over before an executor was killed")
        return seconds
    finally:
        spark.stop()
        shutil.rmtree(Path(pyspark.__file__).parent / "work" / app, ignore_errors=True)


class Killer:
    """Kill an executor of the application once the judges are running."""

    def __init__(self, spark: SparkSession) -> None:
        self.killed = False
        self._context = spark.sparkContext
        threading.Thread(target=self._kill, daemon=True).start()

    def _kill(self) -> None:
        tracker = self._context.statusTracker()
        stages: set[int] = set()
        # The stages of a run: surveys, rows, judges.
        while len(stages) < 3:
            time.sleep(0.05)
            stages.update(tracker.getActiveStageIds())
        time.sleep(1)
        os.kill(executors(self._context.applicationId)[0], signal.SIGKILL)
        self.killed = True


def executors(app: str) -> list[int]:
    """Return the executor processes of an application."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in command and app.encode() in command:
            found.append(int(process.name))
    return found


def cpu(app: str) -> float:
    """Return the processor time of an application's executors and their Python workers, in seconds."""
    ticks, left = 0, executors(app)
    while left:
        process = Path("/proc", str(left.pop()))
        try:
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
            children = [(task / "children").read_text().split() for task in (process / "task").iterdir()]
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
        left += [int(child) for some in children for child in some]
    return ticks / os.sysconf("SC_CLK_TCK")


def compare(found: Path, expected: Path) -> None:
    """Compare a result with the host's. `sort` need not hold all lines in memory."""
    for name in REPORTS:
        if (found / name).read_bytes() != (expected / name).read_bytes():
            sys.exit(f"error: `{name}` isn't the host's")
    for name in ("users.ndjson", "rejects.ndjson"):
        sort = 'cmp <(cat "$1"/part-* | LC_ALL=C sort) <(LC_ALL=C sort "$2")'
        if subprocess.run(["bash", "-c", sort, "-", found / name, expected / name], check=False).returncode:
            sys.exit(f"error: `{name}` isn't the host's")


if __name__ == "__main__":
    main()
