"""What a job sends to its executors: the compiled component and this package, from the user's cache."""

import hashlib
import os
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from wasmtime import WasmtimeError
from wasmtime.component import Component

from pipeline_spark.component import engine
from pipeline_spark.failure import unusable


def compiled(component: Path) -> Path:
    """Return the file with the component's code for this kind of machine."""
    try:
        binary = component.read_bytes()
    except OSError as error:
        raise unusable(f"cannot read the component `{component}`: {error.strerror}") from error
    file = _cache() / f"{hashlib.sha256(binary).hexdigest()[:32]}-wasmtime-{version('wasmtime')}.cwasm"
    if not file.exists():
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
    if not file.exists():
        _keep(file, content)
    return file


def _cache() -> Path:
    root = os.environ.get("POLYGLOT_CACHE") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "polyglot-pipeline"
    )
    folder = Path(root, "spark")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o022:
        raise unusable(f"cannot keep compiled code in `{folder}`: others can write to it, expected this user alone")
    return folder


def _keep(file: Path, content: bytes | bytearray) -> None:
    """Write a file atomically."""
    new = file.with_suffix(f".{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(file)
