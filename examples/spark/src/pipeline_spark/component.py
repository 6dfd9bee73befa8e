"""The composed component in wasmtime's Python package."""

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from wasmtime import Config, Engine, Store, WasmtimeError
from wasmtime.component import Component, Instance, Linker, Variant

from pipeline_spark.failure import Failure, refused
from pipeline_spark.values import by_the_column

PARTITION: Final = "my:pipeline/partition@2.0.0"

by_the_column()


def digest(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def engine() -> Engine:
    """Return an engine with the settings for compiling and loading."""
    return Engine(Config())


class Program:
    """The compiled component, ready to be instantiated any number of times."""

    def __init__(self, compiled: Path, sha256: str) -> None:
        # Compiled code runs unchecked, so only the file with the expected hash is loaded.
        found = digest(compiled)
        if found != sha256:
            raise Failure(f"cannot load the component: `{compiled}` has the hash {found}, expected {sha256}", 3)
        self._engine = engine()
        self._component = Component.deserialize_file(self._engine, str(compiled))
        self._linker = Linker(self._engine)

    def instance(self) -> "Calls":
        """Return a fresh, independent instance."""
        store = Store(self._engine)
        return Calls(store, self._linker.instantiate(store, self._component))


class Calls:
    """The interface `partition` of one instance."""

    def __init__(self, store: Store, instance: Instance) -> None:
        self._store = store
        self._instance = instance
        self._interface = instance.get_export_index(store, PARTITION)
        if self._interface is None:
            raise Failure(f"cannot call the component: found no export `{PARTITION}`", 2)

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function by its WIT name. Raises if it returns an error or traps."""
        index = self._instance.get_export_index(self._store, function, self._interface)
        found = self._instance.get_func(self._store, index) if index else None
        if found is None:
            raise Failure(f"cannot call the component: `{PARTITION}` has no function `{function}`", 2)
        try:
            answer = found(self._store, *arguments)
            found.post_return(self._store)
        except WasmtimeError as error:
            # wasmtime passes up to 128 MiB between component and host in one call, and has no setting for it in Python.
            if "fuel allocated for hostcalls" in str(error):
                what = "an input that isn't read in ranges, such as a compressed one, or what follows an open quote"
                advice = "`--max-record-bytes 1000000` shortens the latter, and `bin/pipeline run` reads both"
                raise Failure(f"cannot call `{function}`: {what}, is too large for one call; {advice}", 3) from error
            raise Failure(f"cannot call `{function}`: the component trapped: {str(error).strip()}", 3) from error
        return checked(answer)


def checked(answer: Any) -> Any:
    """Return the `ok` of a result, and any other value unchanged."""
    if getattr(answer, "kind", None) and getattr(answer, "message", None):
        raise refused(answer)
    if isinstance(answer, Variant) and answer.tag in ("ok", "err"):
        if answer.tag == "err":
            raise refused(answer.payload)
        return answer.payload
    return answer


def block(content: bytes) -> Variant:
    """Return bytes of an input as a `block`."""
    try:
        return Variant("utf8", content.decode())
    except UnicodeDecodeError:
        return Variant("latin1", content.decode("latin-1"))


def record(**fields: Any) -> SimpleNamespace:
    """Return a WIT record; `_` in a name becomes `-`."""
    return SimpleNamespace(**{name.replace("_", "-"): value for name, value in fields.items()})


def to_json(value: Any) -> Any:
    """Convert a value of the component for JSON: records become objects."""
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if hasattr(value, "__dict__"):
        return {name: to_json(item) for name, item in vars(value).items()}
    return value


def from_json(value: Any) -> Any:
    """Convert a value back from JSON."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if isinstance(value, dict):
        return SimpleNamespace(**{name: from_json(item) for name, item in value.items()})
    return value
