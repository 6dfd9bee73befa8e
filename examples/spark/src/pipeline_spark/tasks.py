"""The tasks of the executors. Each is a function from Arrow batches to Arrow batches, for `mapInArrow`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark import SparkFiles

from pipeline_spark.component import Calls, Program, block, to_json
from pipeline_spark.failure import Failure, Unreadable, reason
from pipeline_spark.inputs import Input, place
from pipeline_spark.ranges import RANGE_BYTES, Block, Passage, Range, Share, Survey, after_line_feed

Batches = Iterator[pa.RecordBatch]
Task = Callable[[Batches], Batches]

PASSAGE: Final = (
    "struct<skipped_bytes: long, skipped_lines: long, records: long, inside: boolean, rest_fields: long, "
    "open_fields: long, open_bytes: long, broken: boolean>"
)
RANGE: Final = "input int, start long, end long, last boolean"
SURVEY: Final = f"input int, start long, end long, lines long, outside {PASSAGE}, inside {PASSAGE}"
BLOCK: Final = "input int, start long, end long, lines long, records long, last boolean"
SHARE: Final = "input int, start long, end long, first_record long, first_line long, whole boolean"
ROW: Final = (
    "input int, number long, line long, name string, email string, age long, raw string, flaw string, failure string, "
    "key string"
)
TEXT: Final = "kind string, value string"

ROWS: Final = pa.schema(
    [
        ("input", pa.int32()),
        ("number", pa.int64()),
        ("line", pa.int64()),
        ("name", pa.string()),
        ("email", pa.string()),
        ("age", pa.int64()),
        ("raw", pa.string()),
        ("flaw", pa.string()),
        ("failure", pa.string()),
    ]
)
# With what an address is compared by, as far as it isn't the address in ASCII lower case.
KEYED: Final = ROWS.append(pa.field("key", pa.string()))
_loaded: dict[str, Program] = {}


@dataclass(frozen=True)
class Job:
    """The parameters of a task; sent with it."""

    compiled: str
    sha256: str
    inputs: tuple[Input, ...]
    # `options` of wit/job.wit.
    options: SimpleNamespace
    # `reading` of wit/job.wit, with the columns of the rules file.
    reading: SimpleNamespace

    def calls(self) -> Calls:
        """Return an instance. A worker process runs many tasks and loads the component once."""
        if self.sha256 not in _loaded:
            _loaded[self.sha256] = Program(Path(SparkFiles.get(self.compiled)), self.sha256)
        return _loaded[self.sha256].instance()

    @property
    def max_record_bytes(self) -> int | None:
        limit: int | None = vars(self.options)["max-record-bytes"]
        return limit

    @property
    def most(self) -> int:
        """Return a size that no accepted record reaches, line end included."""
        return (self.max_record_bytes or 16 * 1024 * 1024) + 3


def surveying(job: Job) -> Task:
    """Turn ranges into surveys."""

    def task(batches: Batches) -> Batches:
        calls = job.calls()
        for batch in batches:
            found = [asdict(_survey(job, calls, Range(**row))) for row in batch.to_pylist()]
            yield pa.RecordBatch.from_pylist(found, schema=_SURVEYS)

    return task


_PASSAGE: Final = pa.struct(
    [
        ("skipped_bytes", pa.int64()),
        ("skipped_lines", pa.int64()),
        ("records", pa.int64()),
        ("inside", pa.bool_()),
        ("rest_fields", pa.int64()),
        ("open_fields", pa.int64()),
        ("open_bytes", pa.int64()),
        ("broken", pa.bool_()),
    ]
)
_SURVEYS: Final = pa.schema(
    [
        ("input", pa.int32()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("lines", pa.int64()),
        ("outside", _PASSAGE),
        ("inside", _PASSAGE),
    ]
)


def _survey(job: Job, calls: Calls, planned: Range) -> Survey:
    one = job.inputs[planned.input]
    fs, path = place(one.url)
    start, end = planned.start, planned.end
    with _reading(one):
        # A range of the whole input is read as it is, whatever its line ends are.
        if start > one.head.bytes:
            start = after_line_feed(fs, path, start, job.most)
        if not planned.last:
            end = max(start, after_line_feed(fs, path, end, job.most))
    whole = start == one.head.bytes and end == one.size
    found = calls.call("survey", one.head, job.max_record_bytes, job.reading, block(_read(one, start, end)), whole)
    return Survey(planned.input, start, end, found.lines, _passage(found.outside), _passage(found.inside))


def _passage(found: Any) -> Passage:
    return Passage(**{name.replace("-", "_"): value for name, value in vars(found).items()})


def cutting(job: Job, size: int) -> Task:
    """Turn ranges, each all of an input after its head, into blocks that are read `size` bytes at a time."""

    def task(batches: Batches) -> Batches:
        for batch in batches:
            for row in batch.to_pylist():
                found = [asdict(block) for block in blocks(job, job.calls(), row["input"], size)]
                yield pa.RecordBatch.from_pylist(found, schema=_BLOCKS)

    return task


_BLOCKS: Final = pa.schema(
    [
        ("input", pa.int32()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("lines", pa.int64()),
        ("records", pa.int64()),
        ("last", pa.bool_()),
    ]
)


def blocks(job: Job, calls: Calls, number: int, size: int) -> Iterator[Block]:
    """Read an input as a job would, block by block, and judge nothing: where a broken record ends is then known.

    `calls` is an instance of its own. The last block is the one that ends the input, or can't be read.
    """
    one = job.inputs[number]
    judge = calls.call("[static]judge.open", job.options)
    calls.call("[method]judge.begin-input", judge, one.name, one.head)
    start = end = one.head.bytes
    while end < one.size:
        end = min(end + size, one.size)
        found = calls.call("[method]judge.read-block", judge, _read(one, start, end), end == one.size)
        if found.failed:
            # Decoding fails in the same place, as after any share that goes on.
            yield Block(number, start, one.size, 0, 0, last=True)
            return
        # A record that doesn't end in the block is read once more, with what follows it.
        if found.bytes or end == one.size:
            yield Block(number, start, end, found.lines, found.records, last=end == one.size)
        start += found.bytes


@contextmanager
def _reading(one: Input) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreadable(f"cannot read `{one.name}`: {reason(error)}", 2) from error


def _read(one: Input, start: int, end: int) -> bytes:
    fs, path = place(one.url)
    length = max(0, end - start)
    with _reading(one), fs.open_input_file(path) as file:
        content: bytes = file.read_at(length, start)
    if len(content) < length:
        found = f"found {start + len(content)} bytes, expected {one.size}: it was cut short while it was read"
        raise Unreadable(f"cannot read `{one.name}`: {found}", 2)
    return content


def decoding(job: Job) -> Task:
    """Turn shares of the inputs into rows."""

    def task(batches: Batches) -> Batches:
        calls = job.calls()
        for batch in batches:
            for share in batch.to_pylist():
                yield from _decode(job, calls, Share(**share))

    return task


def _decode(job: Job, calls: Calls, share: Share) -> Batches:
    one = job.inputs[share.input]
    # A share of this size ends in a record that is too long; only enough of it is read to show that.
    is_whole = share.start == one.head.bytes and share.end == one.size
    end = share.end if is_whole else min(share.end, share.start + RANGE_BYTES + 2 * job.most)
    found = calls.call(
        "decode",
        one.name,
        one.head,
        job.max_record_bytes,
        job.reading,
        block(_read(one, share.start, end)),
        end == share.end and share.whole,
        share.first_record,
        share.first_line,
    )
    count = len(found.rows.numbers)
    if count:
        yield keyed(calls, rows_of(share.input, found.rows))
    if found.failure is not None:
        failure = {"number": share.first_record + count, "message": found.failure.message, "kind": found.failure.kind}
        yield pa.RecordBatch.from_pylist(
            [{"input": share.input, "number": share.first_record + count, "failure": json.dumps(failure)}], schema=KEYED
        )


def rows_of(number: int, rows: Any) -> pa.RecordBatch:
    """The result of `decode` for an input."""
    count = len(rows.numbers)
    return pa.RecordBatch.from_arrays(
        [
            pa.array(np.full(count, number, np.int32)),
            pa.array(rows.numbers.view(np.int64)),
            pa.array(rows.lines.view(np.int64)),
            _strings(rows.names),
            _strings(rows.emails),
            pa.array(rows.ages.astype(np.int64)),
            _strings(rows.raws),
            _strings(rows.flaws),
            pa.nulls(count, pa.string()),
        ],
        schema=ROWS,
    )


def keyed(calls: Calls, rows: pa.RecordBatch) -> pa.RecordBatch:
    """Add the form in which each address is compared."""
    emails = rows.column("email")
    canonical = _strings(calls.call("canonical-emails", _column(emails)))
    keys = pc.if_else(pc.equal(canonical, pc.ascii_lower(emails)), pa.scalar(None, pa.string()), canonical)
    return pa.RecordBatch.from_arrays([*rows.columns, keys], schema=KEYED)


def _strings(column: Any) -> pa.Array:
    """Return a text-column as an Arrow column: the same bytes and offsets."""
    offsets = np.zeros(len(column.ends) + 1, np.int32)
    offsets[1:] = column.ends
    return pa.StringArray.from_buffers(len(column.ends), pa.py_buffer(offsets), pa.py_buffer(column.text.encode()))


def judging(job: Job) -> Task:
    """Turn a partition's rows, ordered by number, into the lines to write."""

    def task(batches: Batches) -> Batches:
        calls = job.calls()
        judge = calls.call("[static]judge.open", job.options)
        empty = True
        for batch in batches:
            failures = batch.column("failure").drop_null()
            if len(failures):
                yield _text("failures", "\n".join(failures.to_pylist()))
                batch = batch.filter(batch.column("failure").is_null())
            if not len(batch):
                continue
            for number, rows in _by_input(batch):
                empty = False
                lines = calls.call("[method]judge.feed", judge, job.inputs[number].name, _rows(rows))
                for kind in ("users", "rejects"):
                    if text := getattr(lines, kind):
                        yield _text(kind, text.removesuffix("\n"))
        if not empty:
            yield _text("parts", json.dumps(to_json(calls.call("[method]judge.finish", judge))))

    return task


def _text(kind: str, value: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"kind": [kind], "value": [value]})


def _by_input(batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Return the rows of each input, which are consecutive."""
    inputs = batch.column("input").to_numpy(zero_copy_only=False)
    places = np.flatnonzero(np.diff(inputs, prepend=-1))
    for start, end in zip(places, [*places[1:], len(inputs)], strict=True):
        yield int(inputs[start]), batch.slice(start, end - start)


def _rows(batch: pa.RecordBatch) -> SimpleNamespace:
    return SimpleNamespace(
        numbers=batch.column("number").to_numpy(zero_copy_only=False),
        lines=batch.column("line").to_numpy(zero_copy_only=False),
        names=_column(batch.column("name")),
        emails=_column(batch.column("email")),
        ages=batch.column("age").to_numpy(zero_copy_only=False),
        raws=_column(batch.column("raw")),
        flaws=_column(batch.column("flaw")),
    )


def _column(array: pa.Array) -> SimpleNamespace:
    """Return an Arrow string column as a text-column, with its bytes and offsets unchanged."""
    if array.type != pa.string() or array.null_count:
        raise Failure(f"cannot judge the rows: found a column of {array.type} with {array.null_count} nulls", 3)
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    text = bytes(data)[ends[0] : ends[-1]] if data else b""
    return SimpleNamespace(text=text.decode(), ends=ends[1:] - ends[0])
