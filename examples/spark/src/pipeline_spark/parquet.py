"""Parquet files. Their columns go to the judges unchanged; no text is decoded."""

import json
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from pipeline_spark.component import Calls, block, record
from pipeline_spark.inputs import COLUMNS, place
from pipeline_spark.tasks import ROW, ROWS, Batches, Job, Task, keyed, rows_of

_GROUP: Final = "input int, row_group int, first_record long, first_line long"
_MOST_ROWS: Final = 10_000
# A Parquet row that is not a user is passed on as NDJSON, so the component reports what is wrong.
_NDJSON: Final = record(
    format="ndjson",
    table="",
    columns=0,
    splits=True,
    bytes=0,
    lines=0,
    ignored_columns=0,
    reading="",
    notes=[],
    source_notes=[],
)


def parquet_rows(spark: SparkSession, job: Job, number: int, first_record: int) -> tuple[DataFrame, int]:
    """Return the records of a file and their number. Each row group is a task."""
    fs, path = place(job.inputs[number].url)
    metadata = pq.ParquetFile(path, filesystem=fs).metadata
    groups, before = [], 0
    for group in range(metadata.num_row_groups):
        groups.append((number, group, first_record + before, 1 + before))
        before += metadata.row_group(group).num_rows
    table = spark.createDataFrame(spark.sparkContext.parallelize(groups, max(1, len(groups))), _GROUP)
    return table.mapInArrow(reading(job), ROW), before


def reading(job: Job) -> Task:
    """Turn row groups into rows."""

    def task(batches: Batches) -> Batches:
        calls = job.calls()
        for batch in batches:
            for group in batch.to_pylist():
                yield from _read(job, calls, **group)

    return task


def _read(job: Job, calls: Calls, input: int, row_group: int, first_record: int, first_line: int) -> Batches:
    one = job.inputs[input]
    fs, path = place(one.url)
    file = pq.ParquetFile(path, filesystem=fs)
    before = 0
    for batch in file.iter_batches(_MOST_ROWS, row_groups=[row_group], columns=list(COLUMNS)):
        for start, end, good in _runs(batch) if len(batch) else ():
            rows = batch.slice(start, end - start)
            number, line = first_record + before + start, first_line + before + start
            if good:
                yield keyed(calls, _as_they_are(rows, input, number, line))
            else:
                lines = "".join(
                    json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"
                    for row in rows.to_pylist()
                )
                found = calls.call("decode", one.name, _NDJSON, None, None, block(lines.encode()), True, number, line)
                yield keyed(calls, rows_of(input, found.rows))
        before += len(batch)


def _runs(batch: pa.RecordBatch) -> Iterator[tuple[int, int, bool]]:
    """Return the runs of consecutive rows that are users, and that aren't."""
    name, email, age = (batch.column(column) for column in COLUMNS)
    texts = all(pa.types.is_string(column.type) or pa.types.is_large_string(column.type) for column in (name, email))
    good = np.full(len(batch), texts and pa.types.is_integer(age.type))
    if good.any():
        in_range = pc.and_(pc.greater_equal(age, 0), pc.less_equal(pc.cast(age, pa.int64(), safe=False), 2**32 - 1))
        there = pc.and_(pc.and_(name.is_valid(), email.is_valid()), pc.fill_null(in_range, False))
        good = there.to_numpy(zero_copy_only=False)
    places = np.flatnonzero(np.diff(good, prepend=~good[:1]))
    for start, end in zip(places, [*places[1:], len(good)], strict=True):
        yield int(start), int(end), bool(good[start])


def _as_they_are(rows: pa.RecordBatch, input: int, number: int, line: int) -> pa.RecordBatch:
    count = len(rows)
    empty = pa.array([""], pa.string()).take(pa.array(np.zeros(count, np.int32)))
    return pa.RecordBatch.from_arrays(
        [
            pa.array(np.full(count, input, np.int32)),
            pa.array(np.arange(number, number + count)),
            pa.array(np.arange(line, line + count)),
            rows.column("name").cast(pa.string()),
            rows.column("email").cast(pa.string()),
            rows.column("age").cast(pa.int64()),
            empty,
            empty,
            pa.nulls(count, pa.string()),
        ],
        schema=ROWS,
    )
