"""An instance of matrix.wac: one caller, one validator."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Instance, Linker

MATRIX = Path(__file__).resolve().parents[4] / "build" / "validators" / "callers.wasm"
VALIDATORS = ("rust", "c", "go", "js", "python")
CALLERS = ("rust", "python")
# Bytes that each linear memory may have. CPython starts with 10 MB.
LIMIT = 48 << 20


class Pair:
    """A caller with a validator, in a store of their own: after a trap nothing in the store can be called."""

    def __init__(self, engine: Engine, component: Component, caller: str, validator: str) -> None:
        self.store = Store(engine)
        self.store.set_limits(memory_size=LIMIT)
        self._instance: Instance = Linker(engine).instantiate(self.store, component)
        self.caller, self.validator = caller, validator

    def call(self, function: str, *arguments: object) -> Any:
        """Calls the caller."""
        return self._call(f"{self.caller}-with-{self.validator}", function, arguments)

    def validate(self, function: str, *arguments: object) -> Any:
        """Calls the validator itself, as a host that holds its rule-sets."""
        return self._call(self.validator, function, arguments)

    def _call(self, export: str, function: str, arguments: tuple[object, ...]) -> Any:
        interface = self._instance.get_export_index(self.store, export)
        index = self._instance.get_export_index(self.store, function, interface)
        assert index, f"`{export}` has no function `{function}`"
        found = self._instance.get_func(self.store, index)
        assert found
        return found(self.store, *arguments)


@pytest.fixture(scope="session")
def start() -> Callable[[str, str], Pair]:
    """Starts a pair. wasmtime's cache keeps the compiled component for later runs."""
    config = Config()
    config.cache = True
    engine = Engine(config)
    component = Component.from_file(engine, str(MATRIX))
    return lambda caller, validator: Pair(engine, component, caller, validator)


@pytest.fixture(params=VALIDATORS)
def validator(request: pytest.FixtureRequest) -> str:
    """Who makes the rule-sets."""
    return str(request.param)


@pytest.fixture(params=CALLERS)
def pair(request: pytest.FixtureRequest, start: Callable[[str, str], Pair], validator: str) -> Pair:
    """Each caller with each validator."""
    return start(request.param, validator)
