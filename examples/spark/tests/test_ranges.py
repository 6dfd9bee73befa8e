from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline_spark.component import Calls, Program, block, record
from pipeline_spark.failure import Failure
from pipeline_spark.inputs import Input
from pipeline_spark.ranges import Block, Passage, Share, Survey, is_local, shares, shares_of_blocks
from pipeline_spark.tasks import Job, blocks

# Bytes that influence where a record ends.
TEXTS = st.lists(st.sampled_from([b'"', b'""', b",", b"\n", b"\r\n", b"x", b" ", b"\xff"]), max_size=60).map(b"".join)


def surveyed(calls: Calls, head: SimpleNamespace, start: int, content: bytes, whole: bool) -> Survey:
    """Return the component's result for a range."""
    found = calls.call("survey", head, None, None, block(content), whole)

    def passage(one: Any) -> Passage:
        return Passage(**{name.replace("-", "_"): value for name, value in vars(one).items()})

    end = start + len(content)
    return Survey(0, start, end, found.lines, passage(found.outside), passage(found.inside))


def told(decoded: Any) -> list[tuple[Any, ...]]:
    """Return everything known about each record."""
    rows = decoded.rows
    columns = [rows.numbers.tolist(), rows.lines.tolist(), rows.ages.tolist()]
    for column in (rows.names, rows.emails, rows.raws, rows.flaws):
        text = column.text.encode()
        ends = [0, *column.ends.tolist()]
        columns.append([text[start:end] for start, end in pairwise(ends)])
    return list(zip(*columns, strict=True))


OPTIONS = record(
    max_record_bytes=None,
    generated_at=None,
    name_inputs=False,
    rules=None,
    rules_name=None,
    keep_users=False,
    reading=None,
    writing=None,
)


def in_blocks(program: Program, content: bytes, head: SimpleNamespace, size: int, limit: int | None) -> list[Block]:
    """Return the blocks of an input whose head is elsewhere."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "in")
        file.write_bytes(content)
        one = Input("in", str(file), len(content), record(**{**vars(head), "bytes": 0}), 0)
        options = record(**{**vars(OPTIONS), "max-record-bytes": limit})
        return list(blocks(Job("", "", (one,), options, record()), program.instance(), 0, size))


def compare(
    calls: Calls, content: bytes, head: SimpleNamespace, found: list[Share], count: int, limit: int | None
) -> None:
    """Compare the records of shares, up to the first failure, with those of one piece."""
    whole = calls.call("decode", "in", head, limit, None, block(content), True, 5, 3)
    parts: list[tuple[Any, ...]] = []
    failure = None
    for share in found:
        assert share.start < share.end
        part = block(content[share.start : share.end])
        decoded = calls.call("decode", "in", head, limit, None, part, share.whole, share.first_record, share.first_line)
        parts += told(decoded)
        failure = decoded.failure
        if failure:
            break
    assert parts == told(whole)
    assert getattr(failure, "message", None) == getattr(whole.failure, "message", None)
    if failure is None:
        assert count == len(parts)


def check(calls: Calls, content: bytes, cuts: list[int], head: SimpleNamespace) -> None:
    """Compare reading in parts, cut after some lines, with reading at once."""
    lines = content.splitlines(keepends=True) if head.format == "ndjson" else content.split(b"\n")
    if head.format != "ndjson":
        lines = [line + b"\n" for line in lines[:-1]] + [lines[-1]]
    places, at = [0], 0
    for number, line in enumerate(lines):
        at += len(line)
        if number in cuts and at < len(content) and line.endswith(b"\n"):
            places.append(at)
    ends = [*places[1:], len(content)]
    surveys = [surveyed(calls, head, a, content[a:b], False) for a, b in zip(places, ends, strict=True)]
    if not is_local(surveys, head.columns, 1 << 24):
        surveys = [surveyed(calls, head, 0, content, True)]
    found, count = shares(surveys, 5, 3)
    compare(calls, content, head, found, count, None)


@settings(max_examples=300, deadline=None)
@given(content=TEXTS, cuts=st.lists(st.integers(0, 20)))
def test_csv_cut_anywhere_reads_as_in_one_piece(program: Program, content: bytes, cuts: list[int]) -> None:
    """Each record with its number, line, fields and flaw; and what can't be read, at its place."""
    calls = program.instance()
    head = calls.call("read-head", "in", "csv", None, None, block(b"name,email,age\n"), True)
    check(calls, content, cuts, head)


@settings(max_examples=100, deadline=None)
@given(
    content=st.lists(st.sampled_from([b"{}\n", b" \n", b"\r\n", b"x", b"\n"]), max_size=30).map(b"".join),
    cuts=st.lists(st.integers(0, 20)),
)
def test_ndjson_cut_anywhere_reads_as_in_one_piece(program: Program, content: bytes, cuts: list[int]) -> None:
    """Return the lines without blank ones."""
    calls = program.instance()
    head = calls.call("read-head", "in", "ndjson", None, None, block(b""), True)
    check(calls, content, cuts, head)


@settings(max_examples=300, deadline=None)
@given(content=TEXTS, size=st.integers(1, 30), limit=st.none() | st.integers(4, 30))
def test_csv_read_in_blocks_reads_as_in_one_piece(
    program: Program, content: bytes, size: int, limit: int | None
) -> None:
    """Broken records too, and a record over the limit ends both at the same place."""
    calls = program.instance()
    head = calls.call("read-head", "in", "csv", None, None, block(b"name,email,age\n"), True)
    found, count = shares_of_blocks(in_blocks(program, content, head, size, limit), 5, 3)
    compare(calls, content, head, found, count, limit)


def test_what_continues_a_record_belongs_to_the_share_before() -> None:
    """A quoted field may span ranges; each share holds whole records."""
    quoted = Passage(0, 0, 1, inside=True)
    through = Passage(10, 2, 0, inside=True)
    closing = Passage(4, 1, 2, inside=False)
    wrong = Passage(0, 0, 9, inside=False)
    surveys = [
        Survey(0, 0, 10, 1, quoted, wrong),
        Survey(0, 10, 20, 2, wrong, through),
        Survey(0, 20, 30, 3, wrong, closing),
    ]
    assert shares(surveys, 1, 1) == ([Share(0, 0, 24, 1, 1), Share(0, 24, 30, 2, 5)], 3)


def test_a_record_over_several_ranges_has_all_fields_or_is_broken() -> None:
    """Fields are counted on, range by range."""
    wrong = Passage(0, 0, 9, inside=False, broken=True)
    surveys = [
        Survey(0, 0, 10, 1, Passage(0, 0, 1, inside=True, open_fields=2, open_bytes=4), wrong),
        Survey(0, 10, 20, 2, wrong, Passage(10, 2, 0, inside=True, rest_fields=1, open_fields=1)),
        Survey(0, 20, 30, 3, wrong, Passage(4, 1, 2, inside=False, rest_fields=2)),
    ]
    assert is_local(surveys, 3, 100)
    assert not is_local(surveys, 4, 100)
    assert not is_local(surveys, 3, 17)
    assert not is_local(surveys[:2], 3, 100)
    assert not is_local([Survey(0, 0, 9, 1, wrong, wrong)], 3, 100)


def test_a_range_that_is_too_large_for_one_call_is_named(program: Program) -> None:
    """An input that can't be read in ranges is one of them, however large it is."""
    calls = program.instance()
    head = calls.call("read-head", "in", "csv", None, None, block(b"name,email,age\n"), True)
    content = block(b"Ann,ann@example.com,30\n" * 1_000_000)
    with pytest.raises(
        Failure, match=r"^cannot call `decode`: an input that isn't read in ranges, .* too large for one call"
    ):
        calls.call("decode", "in", head, None, None, content, True, 1, 2)
