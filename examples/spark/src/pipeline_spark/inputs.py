"""The inputs of a run."""

from dataclasses import dataclass
from os.path import abspath
from typing import Any, Final

import pyarrow.parquet as pq
from pyarrow import ArrowInvalid
from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

from pipeline_spark.component import Calls, block
from pipeline_spark.failure import reason, unusable

_BEGINNING: Final = 64 * 1024
COLUMNS: Final = ("name", "email", "age")


@dataclass(frozen=True)
class Input:
    """One file. Its index in the inputs is its number."""

    name: str
    # Valid in every process, whatever its working folder.
    url: str
    size: int
    # The component's result for the start of the file; None for Parquet.
    head: Any
    ignored_columns: int
    # How it is read, and what reports say about its columns and its content.
    reading: str = ""
    notes: tuple[str, ...] = ()
    source_notes: tuple[str, ...] = ()


def place(name: str) -> tuple[FileSystem, str]:
    """Return the file system of a path or URI, and the path there."""
    if "://" not in name:
        return LocalFileSystem(), _everywhere(name)
    try:
        fs, path = FileSystem.from_uri(name)
        return fs, path
    except (ArrowInvalid, OSError) as error:
        raise unusable(f"cannot read `{name}`: {error}") from error


def _everywhere(name: str) -> str:
    return name if "://" in name else abspath(name)


def files(names: list[str]) -> list[str]:
    """Return the files of a path: for a folder, all files below it except hidden ones, sorted by name."""
    found: list[str] = []
    for name in names:
        fs, path = place(name)
        try:
            info = fs.get_file_info(path)
            inside = fs.get_file_info(FileSelector(path, recursive=True)) if info.type == FileType.Directory else []
        except OSError as error:
            raise unusable(f"cannot read `{name}`: {reason(error)}") from error
        if info.type == FileType.NotFound:
            raise unusable(f"cannot read `{name}`: no such file or directory")
        if info.type == FileType.Unknown:
            # Every executor reads a part of it, and some of them twice.
            raise unusable(f"cannot read `{name}`: found a device or a pipe, expected a file or folder")
        if info.type == FileType.File:
            found.append(name)
            continue
        below = [info.path.removeprefix(path).lstrip("/") for info in inside if info.type == FileType.File]
        visible = [inner for inner in below if not any(part[0] in "._" for part in inner.split("/"))]
        if not visible:
            # It is more likely the wrong folder, and an earlier output would be replaced by an empty one.
            raise unusable(f"cannot read `{name}`: found no file in it, expected one that isn't hidden")
        found += [f"{name.rstrip('/')}/{inner}" for inner in sorted(visible)]
    return found


def opened(name: str, format: str | None, max_record_bytes: int | None, reading: Any, calls: Calls) -> Input:
    """Read the start of an input."""
    fs, path = place(name)
    try:
        size = fs.get_file_info(path).size
        if name.endswith(".parquet"):
            return _parquet(name, fs, path, size)
        wanted = _BEGINNING
        with fs.open_input_file(path) as file:
            while True:
                content = file.read_at(min(wanted, size), 0)
                head = calls.call("read-head", name, format, max_record_bytes, reading, block(content), wanted >= size)
                if head is not None:
                    break
                wanted *= 2
    except OSError as error:
        raise unusable(f"cannot read `{name}`: {reason(error)}") from error
    if head.format == "json":
        raise unusable(f"cannot split `{name}`: found JSON that isn't NDJSON, expected CSV, NDJSON or Parquet")
    fields = vars(head)
    notes, source_notes = tuple(head.notes), tuple(fields["source-notes"])
    return Input(name, _everywhere(name), size, head, fields["ignored-columns"], head.reading, notes, source_notes)


def _parquet(name: str, fs: FileSystem, path: str, size: int) -> Input:
    try:
        columns = pq.ParquetFile(path, filesystem=fs).schema_arrow.names
    except ArrowInvalid as error:
        raise unusable(f"cannot read `{name}`: {error}") from error
    missing = [column for column in COLUMNS if columns.count(column) != 1]
    if missing:
        raise unusable(
            f"cannot read `{name}`: found no column, or more than one, named `{missing[0]}`, "
            "expected the columns `name`, `email` and `age`, each once"
        )
    return Input(name, _everywhere(name), size, None, len(columns) - len(COLUMNS))
