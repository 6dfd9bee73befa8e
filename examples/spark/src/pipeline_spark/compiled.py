"""What a job sends to its executors: the compiled component and this package, from the user's cache."""

import hashlib
import os
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from stat import S_ISREG, S_ISVTX
from typing import Final

from wasmtime import WasmtimeError
from wasmtime.component import Component

from pipeline_spark.component import engine
from pipeline_spark.failure import reason, unusable

# The first bytes of a component, and the hosts' limit for its size.
_COMPONENT: Final = b"\0asm\x0d\0\x01\0"
_LARGEST: Final = 256 << 20


def compiled(component: Path) -> Path:
    """Return the file with the component's code for this kind of machine."""
    try:
        with component.open("rb") as opened:
            binary = opened.read(len(_COMPONENT))
            if binary == _COMPONENT:
                binary += opened.read(_LARGEST - len(_COMPONENT) + 1)
    except OSError as error:
        raise unusable(f"cannot read the component `{component}`: {reason(error)}") from error
    if not binary.startswith(_COMPONENT):
        raise unusable(f"cannot read the component `{component}`: found another kind of file, expected a component")
    if len(binary) > _LARGEST:
        raise unusable(f"cannot read the component `{component}`: found more than 256 MiB, expected at most that")
    file = _cache() / f"{hashlib.sha256(binary).hexdigest()[:32]}-wasmtime-{version('wasmtime')}.cwasm"
    if not _is_owned(file):
        try:
            code = Component(engine(), binary).serialize()
        except WasmtimeError as error:
            raise unusable(f"cannot read the component `{component}`: {str(error).splitlines()[0]}") from error
        _keep(file, code)
    return file


def package() -> Path:
    """Return an archive of this package."""
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for source in sorted(Path(__file__).parent.glob("*.py")):
            archive.writestr(zipfile.ZipInfo(f"{__package__}/{source.name}"), source.read_bytes())
    content = memory.getvalue()
    file = _cache() / f"{__package__}-{hashlib.sha256(content).hexdigest()[:32]}.zip"
    if not _is_owned(file):
        _keep(file, content)
    return file


def _cache() -> Path:
    root = os.environ.get("POLYGLOT_CACHE") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "polyglot-pipeline"
    )
    folder = Path(root, "spark")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = folder.resolve()
    for one in (folder, *folder.parents):
        found, above = one.stat(), one != folder
        owned = found.st_uid == os.geteuid() or (above and found.st_uid == 0)
        # In a folder with the sticky bit, such as /tmp, only a file's owner can rename it.
        closed = not found.st_mode & 0o022 or (above and found.st_mode & S_ISVTX)
        if not owned or not closed:
            raise unusable(f"cannot keep compiled code in `{folder}`: others can write to `{one}`")
    return folder


def _is_owned(file: Path) -> bool:
    """Return whether it is there, and a plain file that only the user can write to."""
    try:
        found = file.lstat()
    except FileNotFoundError:
        return False
    return S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _keep(file: Path, content: bytes | bytearray) -> None:
    """Write a file atomically."""
    new = file.with_suffix(f".{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(file)
