import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from conftest import ROOT
from pipeline_spark import tasks
from pipeline_spark.component import Program, from_json, record
from pipeline_spark.inputs import opened
from pipeline_spark.ranges import Passage, Survey, is_local, planned, shares
from pipeline_spark.run import told
from pipeline_spark.tasks import Job, Task

GOOD = ROOT / "tests/vectors/good"
# JSON that isn't NDJSON can't be cut, so it is rejected.
WHOLE = {"json-below-a-key.json", "json-objects.json", "json-sequence.json"}
VECTORS = sorted(
    file.name
    for file in GOOD.iterdir()
    if file.is_file()
    and file.name not in WHOLE
    and file.suffix not in (".rules", ".options")
    # Spark passes no options of reading.
    and not file.with_suffix(".options").exists()
    and not file.read_bytes().lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
)


# In bytes: a cut in every other line.
SIZE = 20
PARTITIONS = 3


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch, program: Program) -> Job:
    """A program without a cluster. The vectors name their inputs relative to their folder."""
    monkeypatch.chdir(GOOD)
    monkeypatch.setitem(tasks._loaded, "here", program)
    return Job("", "here", (), record(), record())


def options_with(rules: Path) -> SimpleNamespace:
    """Return the options of a run with these rules, if there are any."""
    return record(
        max_record_bytes=None,
        generated_at=None,
        name_inputs=False,
        rules=rules.read_text() if rules.exists() else None,
        rules_name=None,
        keep_users=False,
        reading=None,
        writing=None,
    )


def through(task: Task, rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Return a task's result for some rows."""
    for batch in task(iter([pa.RecordBatch.from_pylist(rows)] if rows else [])):
        yield from batch.to_pylist()


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_comes_out_the_same_however_it_is_cut(name: str, job: Job) -> None:
    """A partitioned run satisfies the vectors. The tasks are a cluster's, run one after the other."""
    options = options_with(Path(name).with_suffix(".rules"))
    calls = job.calls()
    reading = calls.call("read-options", options)
    one = opened(name, None, None, reading, calls)
    job = replace(job, inputs=(one,), options=options, reading=reading)

    def surveyed(size: int) -> list[Survey]:
        ranges = [asdict(part) for part in planned(0, one.head.bytes, one.size, size)]
        return [
            Survey(**row | {way: Passage(**row[way]) for way in ("outside", "inside")})  # type: ignore[arg-type]
            for row in through(tasks.surveying(job), ranges)
        ]

    surveys = surveyed(SIZE if one.head.splits else max(one.size, 1))
    if not is_local(surveys, one.head.columns, job.most - 3):
        surveys = surveyed(max(one.size, 1))
    found, count = shares(surveys, 1, one.head.lines + 1)
    batches = (
        list(tasks.decoding(job)(iter([pa.RecordBatch.from_pylist([asdict(share) for share in found])])))
        if found
        else []
    )
    rows = pa.Table.from_batches(batches, tasks.KEYED)
    addresses = pc.coalesce(rows["key"], pc.ascii_lower(rows["email"]))
    keys = [crc32(address.encode()) % PARTITIONS for address in addresses.to_pylist()]
    written: dict[str, list[str]] = {"users": [], "rejects": [], "parts": []}
    for partition in range(PARTITIONS):
        mine = rows.filter(pa.array([key == partition for key in keys], pa.bool_())).sort_by("number")
        for batch in tasks.judging(job)(iter(mine.to_batches(max_chunksize=3))):
            for line in batch.to_pylist():
                written[line["kind"]] += str(line["value"]).split("\n")
    parts = [from_json(json.loads(line)) for line in written["parts"]]
    merged = calls.call("merge", options, told((one,), [count]), parts)

    expected = Path(name).with_suffix(".expected")
    for kind in ("users", "rejects"):
        assert sorted(written[kind]) == sorted((expected / f"{kind}.ndjson").read_text().split("\n")[:-1])
    reports = {report.name: report.content for report in merged.reports}
    for file in expected.iterdir():
        if file.suffix != ".ndjson":
            assert reports[file.name] == file.read_text(), file.name


def test_the_notes_on_an_input_are_kept(job: Job, tmp_path: Path) -> None:
    """As far as its beginning determines them."""
    file = tmp_path / "in.csv"
    file.write_text("name,email,age,city\n")
    options = options_with(file.with_suffix(".rules"))
    calls = job.calls()
    one = opened(str(file), None, None, calls.call("read-options", options), calls)
    source = calls.call("merge", options, told((one,), [0]), []).sources[0]
    assert source.notes == ["columns left out: `city`; `--keep-columns` keeps them"]
