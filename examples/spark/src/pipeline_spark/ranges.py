"""Positions of records in an input that is read in ranges."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyarrow.fs import FileSystem

# The approximate size of a range in bytes; it ends with a line. A call to the component has a size limit, and a range
# of the shortest possible records must stay below it.
RANGE_BYTES = 512 * 1024
_STEP = 64 * 1024


@dataclass(frozen=True)
class Range:
    """Bytes of an input, as planned. The actual start and end are after the next line feed."""

    input: int
    start: int
    end: int
    last: bool


@dataclass(frozen=True)
class Passage:
    """The effect of a range on one of the two quote states; see `passage` in wit/partition.wit."""

    skipped_bytes: int
    skipped_lines: int
    records: int
    inside: bool
    rest_fields: int = 1
    open_fields: int = 1
    open_bytes: int = 0
    broken: bool = False


@dataclass(frozen=True)
class Survey:
    """The result for a range, with its actual start and end."""

    input: int
    start: int
    end: int
    lines: int
    outside: Passage
    inside: Passage


@dataclass(frozen=True)
class Block:
    """Bytes of an input that was read block by block, and how many records end in it, with how many line feeds.

    It ends within a record, which belongs to the next block, unless it is the last.
    """

    input: int
    start: int
    end: int
    lines: int
    records: int
    last: bool


@dataclass(frozen=True)
class Share:
    """Bytes of an input, and what a decoder needs to know about the bytes before them."""

    input: int
    start: int
    end: int
    first_record: int
    first_line: int
    # Whether it ends with a record. Otherwise its last record continues in the next share, which has all of it.
    whole: bool = True


def planned(number: int, start: int, end: int, size: int) -> Iterator[Range]:
    """Return the ranges of an input with records from `start` to `end`."""
    for at in range(start, end, size):
        yield Range(number, at, min(at + size, end), at + size >= end)


def after_line_feed(fs: FileSystem, path: str, at: int, most: int) -> int:
    """Return the start of the first line from `at` on; at most the end, or after more bytes than a line may have."""
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


def is_local(surveys: Iterable[Survey], columns: int, most: int) -> bool:
    """Return whether each record is complete, so that the input can be read in ranges.

    `columns` is how many fields a record has, and `most` its maximum size.
    """
    inside, fields, size = False, 0, 0
    for survey in surveys:
        passage = survey.inside if inside else survey.outside
        ended = not passage.inside or passage.skipped_bytes < survey.end - survey.start
        if inside:
            fields += passage.rest_fields - 1
            size += passage.skipped_bytes
        if passage.broken or (inside and ended and fields != columns) or size > most:
            return False
        if passage.inside and (ended or not inside):
            fields, size = passage.open_fields, passage.open_bytes
        inside = passage.inside
    return not inside


def shares(surveys: Iterable[Survey], first_record: int, first_line: int) -> tuple[list[Share], int]:
    """Cut an input at record starts, from its surveys in order. Also return the number of records."""
    found: list[Share] = []
    inside, record, line = False, first_record, first_line
    for survey in surveys:
        passage = survey.inside if inside else survey.outside
        begins = survey.start + passage.skipped_bytes
        if found:
            # The start of the range belongs to the previous record.
            found[-1] = replace(found[-1], end=begins)
        if begins < survey.end:
            found.append(Share(survey.input, begins, survey.end, record, line + passage.skipped_lines))
        inside, record, line = passage.inside, record + passage.records, line + survey.lines
    return found, record - first_record


def shares_of_blocks(blocks: Iterable[Block], first_record: int, first_line: int) -> tuple[list[Share], int]:
    """Return the blocks of an input, in order, as shares, and the number of records."""
    found: list[Share] = []
    record, line = first_record, first_line
    for block in blocks:
        found.append(Share(block.input, block.start, block.end, record, line, block.last))
        record, line = record + block.records, line + block.lines
    return found, record - first_record
