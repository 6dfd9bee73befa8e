"""Publishes the output atomically: writes a hidden folder next to the requested one, then renames it."""

import os
import shutil
import uuid
from dataclasses import dataclass
from typing import Final

from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

from pipeline_spark.failure import Failure, reason, unusable, unwritable
from pipeline_spark.inputs import place

# The files of a run; a folder with other files is not touched.
KINDS: Final = {"users": "users.ndjson", "rejects": "rejects.ndjson"}
REPORTS: Final = ("summary.json", "report.html", "report.md", "report.svg")


@dataclass(frozen=True)
class Staging:
    """A run's output before it is published."""

    shown: str
    fs: FileSystem
    out: str
    folder: str
    # For Spark, which has its own file system layer.
    lines: str

    @staticmethod
    def beside(shown: str) -> "Staging":
        """Prepare to publish to a folder that doesn't exist, is empty, or holds an earlier run's output."""
        fs, out = _place(shown)
        parent, _, name = out.rpartition("/")
        folder = f"{parent}/.{name}.{uuid.uuid4().hex}"
        scheme = shown.split("://")[0] + "://" if "://" in shown else "file://"
        staging = Staging(shown, fs, out, folder, f"{scheme}{folder}/lines")
        staging._refuse_foreign()
        try:
            fs.create_dir(folder)
        except OSError as error:
            raise unwritable(shown, reason(error)) from error
        return staging

    @staticmethod
    def refuse_inputs(shown: str, names: list[str]) -> None:
        """Fail if the earlier output, which the new one replaces, is also read."""
        fs, out = _place(shown)
        for name in names:
            at, path = place(name)
            if fs.equals(at) and f"{_real(fs, path)}/".startswith(f"{_real(fs, out)}/"):
                raise unusable(
                    f"cannot write `{shown}`: its file `{name}` (an input) would be replaced; name another folder"
                )

    def _refuse_foreign(self) -> None:
        info = self.fs.get_file_info(self.out)
        if info.type == FileType.File:
            raise unwritable(self.shown, "it is a file, expected a folder")
        if info.type == FileType.Directory:
            for inner in self.fs.get_file_info(FileSelector(self.out)):
                if inner.base_name not in (*KINDS.values(), *REPORTS):
                    raise unwritable(
                        self.shown, f"found `{inner.base_name}` in it, expected an earlier run's output or nothing"
                    )

    def texts(self, kind: str) -> list[str]:
        """Return the files of one kind that the judges wrote."""
        texts = []
        for info in self.fs.get_file_info(FileSelector(f"{self.folder}/lines/kind={kind}", allow_not_found=True)):
            if info.base_name.startswith("part-"):
                with self.fs.open_input_file(info.path) as file:
                    texts.append(file.read().decode())
        return texts

    def publish(self, reports: dict[str, str]) -> None:
        """Publish the output."""
        try:
            for kind, name in KINDS.items():
                written = f"{self.folder}/lines/kind={kind}"
                if self.fs.get_file_info(written).type == FileType.Directory:
                    self.fs.move(written, f"{self.folder}/{name}")
                else:
                    self.fs.create_dir(f"{self.folder}/{name}")
            self.fs.delete_dir(f"{self.folder}/lines")
            for name, content in reports.items():
                with self.fs.open_output_stream(f"{self.folder}/{name}") as file:
                    file.write(content.encode())
            self._refuse_foreign()
            if self.fs.get_file_info(self.out).type == FileType.Directory:
                old = f"{self.folder}.old"
                self._take_over()
                self.fs.move(self.out, old)
                self.fs.move(self.folder, self.out)
                self.fs.delete_dir(old)
            else:
                self.fs.move(self.folder, self.out)
        except OSError as error:
            raise unwritable(self.shown, reason(error)) from error

    def _take_over(self) -> None:
        """Give the new folder the mode, owner, group and attributes of the earlier one, where folders have them."""
        if isinstance(self.fs, LocalFileSystem):
            earlier = os.stat(self.out)
            os.chown(self.folder, earlier.st_uid, earlier.st_gid)
            shutil.copystat(self.out, self.folder)

    def discard(self) -> None:
        """Delete the output unless it is published."""
        if self.fs.get_file_info(self.folder).type == FileType.Directory:
            self.fs.delete_dir(self.folder)


def _place(shown: str) -> tuple[FileSystem, str]:
    """Return the file system of an output, and its path there without links: a link to a folder stays one."""
    try:
        fs, out = place(shown.rstrip("/"))
    except Failure as failure:
        raise Failure(failure.message.replace("cannot read", "cannot write", 1), 4) from failure
    if isinstance(fs, LocalFileSystem) and os.path.islink(out) and not os.path.exists(out):
        raise unwritable(shown, f"found a link to `{os.readlink(out)}`, which doesn't exist, expected a folder")
    return fs, _real(fs, out)


def _real(fs: FileSystem, path: str) -> str:
    """Return a path without links, where there are some."""
    return os.path.realpath(path) if isinstance(fs, LocalFileSystem) else path
