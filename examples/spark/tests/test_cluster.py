import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

import faults
from conftest import COMPONENT, ROOT
from pipeline_spark import Failure, Run, run, tasks
from same import assert_same

HEADER = b"name,email,age,note\n"


def hard(rows: int) -> bytes:
    """A CSV that is hard to cut: quoted line breaks, invalid UTF-8, broken records, repeated addresses."""
    random.seed(rows)
    odd = [
        b'"Ann\n""B""\n",ann@example.com,30,"\n\n"\n',
        b"L\xe9a,lea@example.com,30,x\n",
        b'"Bo"x,bo@example.com,30,x\n',
        b"Cy,cy@example.com,thirty,x\n",
        b"\n",
        b" \t\r\n",
        b"Di,di@example.com\r\n",
        b"A,b,12,\n",
        b"Ed\xe2\x80\xaely,ed@Example.ORG,1,x\n",
    ]
    lines = [HEADER]
    for row in range(rows):
        email = f"{random.choice(['', 'a', 'A'])}{random.randrange(rows)}@{random.choice('xyZ')}.Example.com"
        plain = f"Name {row},{email},{random.randrange(11, 160)},plain\n".encode()
        lines.append(random.choice(odd) if row % 5 == 0 else plain)
    return b"".join(lines)


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    """Two inputs in two formats."""
    csv, ndjson = tmp_path / "hard.csv", tmp_path / "more.ndjson"
    csv.write_bytes(hard(4000))
    rows = [{"name": f"N{row}", "email": f"A{row}@x.example.com", "age": row % 200} for row in range(500)]
    ndjson.write_text("\ufeff\n" + "".join(json.dumps(row) + "\n" for row in rows) + '{"name": 1}\n\nnone')
    return [csv, ndjson]


@pytest.fixture(autouse=True)
def short_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many ranges that end inside fields."""
    monkeypatch.setattr("pipeline_spark.ranges.RANGE_BYTES", 7001)


def make(spark: SparkSession, out: Path, *inputs: Path, **options: object) -> Path:
    """Run and return the output folder."""
    run(spark, Run([str(input) for input in inputs], str(out), COMPONENT, **options))  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_any_number_of_partitions_gives_the_outcome_of_one_machine(
    spark: SparkSession, inputs: list[Path], host: Callable[..., Path], tmp_path: Path, partitions: int
) -> None:
    """Quoted line breaks, bad UTF-8, duplicates across ranges, files and partitions: record for record the same."""
    found = make(spark, tmp_path / "out", *inputs, partitions=partitions)
    assert_same(found, host(*inputs))
    assert b"Duplicate email" in b"".join(file.read_bytes() for file in (found / "rejects.ndjson").iterdir())


@pytest.mark.parametrize("fault", [faults.fails, faults.dies, faults.lingers])
def test_what_goes_wrong_with_a_task_changes_nothing(
    spark: SparkSession,
    inputs: list[Path],
    host: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[], None],
) -> None:
    """A failed task that is retried, a killed executor, and a second attempt beside a slow one."""
    marker = tmp_path / "marker"
    monkeypatch.setattr(tasks, "judging", faults.once(fault, marker))
    found = make(spark, tmp_path / "out", *inputs, partitions=4)
    assert marker.exists()
    assert_same(found, host(*inputs))


def test_what_goes_wrong_each_time_is_told_in_one_line(
    spark: SparkSession, inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is published."""
    monkeypatch.setattr(tasks, "judging", faults.always(faults.traps))
    with pytest.raises(Failure, match=r"^cannot call `judge`: the component trapped$") as failure:
        make(spark, tmp_path / "out", *inputs, partitions=1)
    assert failure.value.exit_code == 3
    assert sorted(file.name for file in tmp_path.iterdir()) == ["hard.csv", "more.ndjson"]


def test_no_records_are_an_empty_run(spark: SparkSession, host: Callable[..., Path], tmp_path: Path) -> None:
    """With all its files."""
    (tmp_path / "in.csv").write_bytes(HEADER)
    assert_same(make(spark, tmp_path / "out", tmp_path / "in.csv"), host(tmp_path / "in.csv"))


@pytest.mark.parametrize("limit", [None, 9000])
def test_a_broken_record_costs_one_record_as_on_one_machine(
    spark: SparkSession, host: Callable[..., Path], tmp_path: Path, limit: int | None
) -> None:
    """A quote that is never closed, before and after the ranges' ends."""
    row = b"%s%d,u%d@b.c,30,x\n"
    rows = [row % (b"Ann", at, at) for at in range(1800)]
    rows.insert(900, b'Bo,"b@b.c,30,x\n')
    (tmp_path / "in.csv").write_bytes(HEADER + b"".join(rows))
    flags = [] if limit is None else ["--max-record-bytes", str(limit)]
    found = make(spark, tmp_path / "out", tmp_path / "in.csv", max_record_bytes=limit)
    assert_same(found, host(tmp_path / "in.csv", *flags))


def test_parquet_is_judged_as_its_rows_would_be_as_ndjson(
    spark: SparkSession, host: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns go to the judges unchanged; a null or an age out of range is reported as for NDJSON."""
    rows: list[dict[str, object]] = [
        {"name": f"Ä{row}", "email": f"A{row % 700}@x.org", "age": row % 160} for row in range(900)
    ]
    odd: list[dict[str, object]] = [{"name": None, "email": "x@y.z", "age": 20}, {"name": 'q"', "email": "", "age": -1}]
    odd += [{"name": "N", "email": "n@y.z", "age": 2**40}, {"name": "N", "email": "m@y.z", "age": None}]
    rows[300:300] = odd
    table = pa.Table.from_pylist(rows, pa.schema([("age", pa.int64()), ("email", pa.string()), ("name", pa.string())]))
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=250)
    monkeypatch.chdir(tmp_path)
    make(spark, tmp_path / "out", Path("in.parquet"), partitions=3)
    written = [{name: row[name] for name in ("name", "email", "age")} for row in rows]
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in written)
    Path("in.parquet").write_text(text)
    assert_same(tmp_path / "out", host("in.parquet", "--format", "ndjson"))


def test_rules_hold_and_an_earlier_output_is_replaced(
    spark: SparkSession, host: Callable[..., Path], tmp_path: Path
) -> None:
    """A rules file applies in every executor and appears in the report."""
    rules = tmp_path / "rules"
    rules.write_text("min-age = 40\nunique-email = off\n")
    sample = ROOT / "samples/users.csv"
    make(spark, tmp_path / "out", sample, rules=rules)
    assert_same(
        make(spark, tmp_path / "out", sample, rules=rules, generated_at="now"),
        host(sample, "--rules", rules, "--generated-at", "now"),
    )


def test_spellings_of_an_address_meet_in_one_partition_and_the_rules_name_the_columns(
    spark: SparkSession, host: Callable[..., Path], tmp_path: Path
) -> None:
    """Duplicates across spellings of a domain are found, whatever partition their own text would be in."""
    rules = tmp_path / "rules"
    rules.write_text('columns = email = Mail, name="Full Name"\n')
    spellings = ("b\u00fccher.example", "B\u00dcCHER.example", "bu\u0308cher.example", "xn--bcher-kva.example")
    domains = [*spellings, "b\u00fccher.example;"]
    rows = [f"User {at},u{at}@{domain},{20 + at}\n" for domain in domains for at in range(40)]
    users = tmp_path / "users.csv"
    users.write_text("Full Name,Mail,age\n" + "".join(rows))
    assert_same(make(spark, tmp_path / "out", users, rules=rules, partitions=7), host(users, "--rules", rules))


@pytest.mark.parametrize(
    ("content", "limit"),
    [
        (HEADER + b"Ann,a@b.c,30,x\n" * 900 + b"x" * 20000 + b"\n", 9000),
        (HEADER + b"Ann,a@b.c,30,x\n" * 900 + b'Bo,"b@b.c,30,x\n' + b"no record\n" * 9000, 9000),
        (b"name,email\nAnn,a@b.c\n", None),
        (b"name,email,\xff\n", None),
        (b" \n", None),
    ],
)
def test_an_input_that_cannot_be_read_ends_the_run_as_on_one_machine(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, limit: int | None
) -> None:
    """The same message, with file, line and column, and the same exit code; nothing is published."""
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_bytes(content)
    flags = [] if limit is None else ["--max-record-bytes", str(limit)]
    command: list[str | Path] = [ROOT / "bin/pipeline", "run", "in.csv", "--out", "out", *flags]
    expected = subprocess.run(command, capture_output=True, text=True, check=False)
    with pytest.raises(Failure) as failure:
        make(spark, tmp_path / "out", Path("in.csv"), max_record_bytes=limit)
    # The first run of a component prints that it is being compiled.
    said = [line for line in expected.stderr.splitlines() if not line.startswith("compiling ")]
    assert "\n".join(said).startswith(f"error: {failure.value}")
    assert failure.value.exit_code == expected.returncode
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("name", "content", "rules", "message"),
    [
        ("in.json", "[{}]", None, "cannot split `in.json`: found JSON that isn't NDJSON, expected CSV"),
        ("in.csv", "name,email,age\nAnn,,\n", "max-errors = 0", "found 1 rejected records, expected at most 0"),
        ("in.csv", "name,email,age\n", "min-aeg = 1", "rules:1:1: cannot read the rules"),
        ("in.parquet", "none", None, "cannot read `in.parquet`"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_published(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: str,
    rules: str | None,
    message: str,
) -> None:
    """In one line, before or after the work."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(content)
    Path("rules").write_text(rules or "")
    with pytest.raises(Failure, match=r"^[^\n]*$") as failure:
        make(spark, tmp_path / "out", Path(name), rules=Path("rules"))
    assert message in str(failure.value)
    assert not (tmp_path / "out").exists()
