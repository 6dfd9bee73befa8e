"""The records of an input whose bytes arrive one after the other: CSV as in RFC 4180, in UTF-8, with a header.

That is less than the reader in Rust accepts, which finds formats, encodings and dialects.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto

from mask import WHITE_SPACE

_FIELDS = ("name", "email", "age")
_MAX_RECORD_BYTES = 16 << 20
_MAX_AGE = 0xFFFF_FFFF
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")
# Fewer digits are below the highest age.
_FEW = 9


class Defect(Enum):
    """Why a record couldn't be read."""

    WRONG_FIELD_COUNT = auto()
    MALFORMED = auto()
    INVALID_UTF8 = auto()
    INVALID_NUMBER = auto()


class InputError(Exception):
    """Nothing more can be read."""


class LimitError(Exception):
    """A record is too long."""


@dataclass
class Batch:
    """Some consecutive records."""

    first: int
    names: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    ages: list[int] = field(default_factory=list)
    # Before which row, and why.
    unreadable: list[tuple[int, Defect]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class Records:
    """Cuts bytes into batches."""

    def __init__(self, name: str, max_record_bytes: int | None = None) -> None:
        """Begins an input with this name."""
        self._name = name
        self._limit = _MAX_RECORD_BYTES if max_record_bytes is None else max_record_bytes
        self._pending = b""
        self._line = 1
        self._places: tuple[int, int, int] | None = None
        self._columns = 0
        self.count = 0
        csv.field_size_limit(self._limit)

    def feed(self, data: bytes) -> Batch | None:
        """The records that are complete with the next bytes."""
        self._pending += data
        end = self._pending.rfind(b"\n") + 1
        # A line feed within quotes ends no record.
        while end and self._pending.count(b'"', 0, end) % 2:
            end = self._pending.rfind(b"\n", 0, end - 1) + 1
        if end == 0:
            if len(self._pending) > self._limit:
                limit = f"found more than {self._limit} bytes, expected at most that many (limit `max-record-bytes`)"
                raise LimitError(f"{self._name}:{self._line}:1: cannot read the record: {limit}")
            return None
        complete, self._pending = self._pending[:end], self._pending[end:]
        return self._batch(complete)

    def end(self) -> Batch | None:
        """The rest of the records; nothing follows."""
        complete, self._pending = self._pending, b""
        batch = self._batch(complete)
        if self._places is None:
            raise self._no_header("nothing")
        return batch

    def _batch(self, data: bytes) -> Batch | None:
        batch = Batch(self.count + 1)
        for line, row in self._rows(data):
            if isinstance(row, Defect):
                if self._places is None:
                    raise self._no_header("a line that can't be read")
                batch.unreadable.append((len(batch.ages), row))
            elif not any(value.strip(WHITE_SPACE) for value in row):
                continue
            elif self._places is None:
                self._begin(line, row)
                continue
            else:
                self._add(batch, row)
            batch.lines.append(line)
        self.count += len(batch.lines)
        return batch if batch.lines else None

    def _rows(self, data: bytes) -> Iterator[tuple[int, list[str] | Defect]]:
        """Each row, or what is wrong with it, and the line in which it begins."""
        text = data.decode(errors="surrogateescape")
        is_valid = text.isascii() or not _SURROGATE.search(text)
        rows = csv.reader(io.StringIO(text, newline="\n"), strict=True)
        before = self._line
        done = 0
        while True:
            line = before + done
            try:
                row = next(rows)
            except StopIteration:
                break
            except csv.Error:
                yield line, Defect.MALFORMED
            else:
                yield line, row if is_valid or not any(map(_SURROGATE.search, row)) else Defect.INVALID_UTF8
            done = rows.line_num
        self._line = before + data.count(b"\n")

    def _begin(self, line: int, row: list[str]) -> None:
        names = [name.removeprefix("\ufeff").strip(WHITE_SPACE).lower() for name in row]
        if any(names.count(name) != 1 for name in _FIELDS):
            self._line = line
            raise self._no_header(", ".join(f"`{name}`" for name in names[:10]))
        name, email, age = map(names.index, _FIELDS)
        self._places = name, email, age
        self._columns = len(row)

    def _add(self, batch: Batch, row: list[str]) -> None:
        assert self._places is not None
        if len(row) != self._columns:
            batch.unreadable.append((len(batch.ages), Defect.WRONG_FIELD_COUNT))
            return
        name, email, age = (row[place] for place in self._places)
        years = whole(age)
        if years is None:
            batch.unreadable.append((len(batch.ages), Defect.INVALID_NUMBER))
            return
        batch.names.append(name.strip(WHITE_SPACE))
        batch.emails.append(email.strip(WHITE_SPACE))
        batch.ages.append(years)

    def _no_header(self, found: str) -> InputError:
        expected = "each of `name`, `email` and `age` once, separated by commas"
        return InputError(
            f"{self._name}:{self._line}:1: cannot read the CSV header: found {found}, expected {expected}"
        )


_SURROGATE = re.compile("[\udc80-\udcff]")


def whole(text: str) -> int | None:
    """The whole number from 0 to 4294967295 that a decimal number equals: `30`, `30.0` and `3e1` are the same."""
    text = text.strip(WHITE_SPACE)
    if len(text) <= _FEW and text.isascii() and text.isdigit():
        return int(text)
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    if not 0 <= number <= _MAX_AGE or number != number.to_integral_value():
        return None
    return int(number)
