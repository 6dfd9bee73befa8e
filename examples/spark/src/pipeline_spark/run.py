"""One run over Spark: ranges, surveys, rows, judged partitions, and the merged result."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from pipeline_spark import ranges, tasks
from pipeline_spark.compiled import compiled, package
from pipeline_spark.component import digest, from_json, record
from pipeline_spark.failure import Failure, of_the_job, reason, unusable
from pipeline_spark.inputs import Input, files, opened
from pipeline_spark.parquet import parquet_rows
from pipeline_spark.publish import Staging
from pipeline_spark.ranges import Block, Passage, Range, Share, Survey, planned, shares, shares_of_blocks
from pipeline_spark.tasks import Job

# The approximate input size of a task or partition in bytes: a few seconds of work.
_TASK_BYTES: Final = 32 * 1024 * 1024
# The hosts' limit for a file of settings.
_SETTINGS: Final = 1 << 20
_ASCII: Final = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Run:
    """A request; the options of the command."""

    inputs: Sequence[str]
    out: str
    component: Path
    format: str | None = None
    rules: Path | None = None
    generated_at: str | None = None
    max_record_bytes: int | None = None
    partitions: int | None = None


@dataclass(frozen=True)
class Outcome:
    read: int
    accepted: int
    rejected: int


def run(spark: SparkSession, wanted: Run) -> Outcome:
    """Run and publish the output. It is the same as on one machine, even if tasks or executors fail."""
    options = record(
        max_record_bytes=wanted.max_record_bytes,
        generated_at=wanted.generated_at,
        name_inputs=False,
        rules=_rules(wanted.rules),
        rules_name=str(wanted.rules) if wanted.rules else None,
        keep_users=False,
        reading=None,
        writing=None,
    )
    code = compiled(wanted.component)
    _ship(spark, code)
    names = files(list(wanted.inputs))
    Staging.refuse_inputs(wanted.out, names)
    vars(options)["name-inputs"] = len(names) > 1
    job = Job(code.name, digest(code), (), options, record())
    calls = job.calls()
    # Invalid rules are reported before anything else is done.
    calls.call("[static]judge.open", options)
    reading = calls.call("read-options", options)
    inputs = tuple(opened(name, wanted.format, wanted.max_record_bytes, reading, calls) for name in names)
    job = Job(job.compiled, job.sha256, inputs, options, reading)
    staging = Staging.beside(wanted.out)
    try:
        rows, counts = _rows(spark, job)
        size = sum(one.size for one in inputs)
        partitions = wanted.partitions or _tasks(spark, size)
        # Records with the same address, however it is spelled, share a partition. Records without one go to any.
        address = F.coalesce(F.col("key"), F.translate("email", *_ASCII))
        key = F.when(F.length("email") > 0, address).otherwise(F.col("number").cast("string"))
        judged = (
            rows.repartition(partitions, key).sortWithinPartitions("number").mapInArrow(tasks.judging(job), tasks.TEXT)
        )
        judged.write.partitionBy("kind").text(staging.lines)
        _fail_as_one_machine(staging)
        parts = [from_json(json.loads(line)) for text in staging.texts("parts") for line in text.splitlines()]
        merged = calls.call("merge", options, told(inputs, counts), parts)
        staging.publish({report.name: report.content for report in merged.reports})
        totals = merged.totals
        return Outcome(totals.read, totals.accepted, totals.rejected)
    except (PySparkException, Py4JError) as error:
        raise of_the_job(error) from error
    finally:
        staging.discard()


def _rules(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(_SETTINGS + 1)
        if len(content) > _SETTINGS:
            raise unusable(f"cannot read the rules `{path}`: found more than 1 MiB, expected at most that")
        return content.decode()
    except OSError as error:
        raise unusable(f"cannot read the rules `{path}`: {reason(error)}") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise unusable(f"cannot read the rules `{path}`: line {line} isn't valid UTF-8") from error


def _ship(spark: SparkSession, code: Path) -> None:
    """Send the compiled component and this package to the executors."""
    spark.sparkContext.addFile(str(code))
    spark.sparkContext.addPyFile(str(package()))


def _rows(spark: SparkSession, job: Job) -> tuple[DataFrame, list[int]]:
    """Return the records of all inputs as rows, and their number per input."""
    parts = [
        part
        for at, one in enumerate(job.inputs)
        if one.head
        for part in planned(at, one.head.bytes, one.size, ranges.RANGE_BYTES if one.head.splits else max(one.size, 1))
    ]
    found = _surveyed(spark, job, parts)
    # Where a broken record ends depends on what follows it, so such an input is read from its start.
    broken = [
        Range(at, job.inputs[at].head.bytes, job.inputs[at].size, last=True)
        for at, mine in found.items()
        if len(mine) > 1 and not ranges.is_local(mine, job.inputs[at].head.columns, job.most - 3)
    ]
    cut = _cut(spark, job, broken)
    all_shares: list[Share] = []
    counts: list[int] = []
    tables = []
    record = 1
    for at, one in enumerate(job.inputs):
        if one.head:
            line = one.head.lines + 1
            if at in cut:
                mine, count = shares_of_blocks(cut[at], record, line)
            else:
                mine, count = shares(found.get(at, []), record, line)
            all_shares += mine
        else:
            table, count = parquet_rows(spark, job, at, record)
            tables.append(table)
        counts.append(count)
        record += count
    rows = _spread(spark, all_shares, tasks.SHARE).mapInArrow(tasks.decoding(job), tasks.ROW)
    for table in tables:
        rows = rows.unionByName(table)
    return rows, counts


def _surveyed(spark: SparkSession, job: Job, parts: list[Range]) -> dict[int, list[Survey]]:
    """Return the surveys of ranges by input, in their order."""
    if not parts:
        return {}
    found: dict[int, list[Survey]] = {}
    for row in _spread(spark, parts, tasks.RANGE).mapInArrow(tasks.surveying(job), tasks.SURVEY).collect():
        found.setdefault(row.input, []).append(_survey(row))
    for mine in found.values():
        mine.sort(key=lambda survey: survey.start)
    return found


def _cut(spark: SparkSession, job: Job, parts: list[Range]) -> dict[int, list[Block]]:
    """Return the blocks of inputs by input, in their order."""
    found: dict[int, list[Block]] = {}
    if parts:
        task = tasks.cutting(job, ranges.RANGE_BYTES)
        for row in _spread(spark, parts, tasks.RANGE).mapInArrow(task, tasks.BLOCK).collect():
            found.setdefault(row.input, []).append(Block(**row.asDict()))
    return found


def _survey(row: Row) -> Survey:
    outside, inside = Passage(**row.outside.asDict()), Passage(**row.inside.asDict())
    return Survey(row.input, row.start, row.end, row.lines, outside, inside)


def _spread(spark: SparkSession, items: Sequence[object], schema: str) -> DataFrame:
    """Return a data frame with one row per item, in a suitable number of tasks."""
    context = spark.sparkContext
    slices = max(1, min(len(items), _tasks(spark, len(items) * ranges.RANGE_BYTES)))
    rows = [tuple(asdict(item).values()) for item in items]  # type: ignore[call-overload]
    return spark.createDataFrame(context.parallelize(rows, slices), schema)


def _tasks(spark: SparkSession, size: int) -> int:
    """Return the number of tasks for this many bytes, a multiple of the number of cores."""
    cores = spark.sparkContext.defaultParallelism
    return cores * ceil(max(size, 1) / (_TASK_BYTES * cores))


def told(inputs: Sequence[Input], counts: Sequence[int]) -> list[object]:
    """Return the inputs and their numbers of records, for the report."""
    return [
        record(
            name=one.name,
            records=count,
            ignored_columns=one.ignored_columns,
            reading=one.reading,
            notes=list(one.notes),
            source_notes=list(one.source_notes),
            findings=None,
        )
        for one, count in zip(inputs, counts, strict=True)
    ]


def _fail_as_one_machine(staging: Staging) -> None:
    """Raise the first failure in record order, which is the one that a single machine would report."""
    failures = [json.loads(line) for text in staging.texts("failures") for line in text.splitlines()]
    if failures:
        first = min(failures, key=lambda failure: failure["number"])
        raise Failure(first["message"], 2 if first["kind"] == "input" else 3)
