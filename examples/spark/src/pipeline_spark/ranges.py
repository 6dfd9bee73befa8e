"""Where records stand in an input that is read in ranges."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyarrow.fs import FileSystem

# About how many bytes a range has; it ends with a line. What a call to the component may carry is limited,
# and a range of the shortest records there are must stay below that.
RANGE_BYTES = 512 * 1024
_STEP = 64 * 1024


@dataclass(frozen=True)
class Range:
    """Bytes of an input, as planned: it really begins, and ends, after the next line feed."""

    input: int
    start: int
    end: int
    last: bool


@dataclass(frozen=True)
class Passage:
    """How a range reads on from one of two ways to begin; see `passage` in wit/partition.wit."""

    skipped_bytes: int
    skipped_lines: int
    records: int
    inside: bool


@dataclass(frozen=True)
class Survey:
    """What was found in a range, by where it really begins and ends."""

    input: int
    start: int
    end: int
    lines: int
    outside: Passage
    inside: Passage


@dataclass(frozen=True)
class Share:
    """Bytes of an input that hold whole records, with what a decoder must know of the bytes before them."""

    input: int
    start: int
    end: int
    first_record: int
    first_line: int


def planned(number: int, start: int, end: int, size: int) -> Iterator[Range]:
    """The ranges of an input whose records lie from `start` to `end`."""
    for at in range(start, end, size):
        yield Range(number, at, min(at + size, end), at + size >= end)


def after_line_feed(fs: FileSystem, path: str, at: int, most: int) -> int:
    """Where the first line begins from `at` on; at the latest the end, or after so many bytes as no line may have."""
    with fs.open_input_file(path) as file:
        size: int = file.size()
        end = at + most
        at -= 1  # A line feed just before `at` is one.
        while at < min(size, end):
            content: bytes = file.read_at(_STEP, at)
            if b"\n" in content:
                return at + content.index(b"\n") + 1
            at += _STEP
        return min(size, end)


def shares(surveys: Iterable[Survey], first_record: int, first_line: int) -> tuple[list[Share], int]:
    """Cut an input, whose surveys come in their order, where records begin; also, how many records there are."""
    found: list[Share] = []
    inside, record, line = False, first_record, first_line
    for survey in surveys:
        passage = survey.inside if inside else survey.outside
        begins = survey.start + passage.skipped_bytes
        if found:
            # What the range begins with belongs to the record before.
            found[-1] = replace(found[-1], end=begins)
        if begins < survey.end:
            found.append(Share(survey.input, begins, survey.end, record, line + passage.skipped_lines))
        inside, record, line = passage.inside, record + passage.records, line + survey.lines
    return found, record - first_record
