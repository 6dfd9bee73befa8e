"""Gaps of the tools that validators work around. A test fails once its gap is closed: then remove the workaround."""

import os
import subprocess
from pathlib import Path

from wasmtime import Engine, Store
from wasmtime.component import Component, Linker

from conftest import MATRIX

WIT = """package my:gap;

world gap {
  export show: func(number: u32) -> string;
}
"""


def test_known_gap_wit_bindgen_exports_the_destructor_in_c_by_a_wrong_name() -> None:
    generated = (MATRIX.parent / "c" / "validator.c").read_text(encoding="utf-8")
    # The adapter in C exports `[dtor]rule-set`.
    assert "#[dtor]rule_set" in generated
    assert "#[dtor]rule-set" not in generated


def test_known_gap_componentize_qjs_passes_a_large_number_as_a_negative_one(tmp_path: Path) -> None:
    (tmp_path / "gap.wit").write_text(WIT, encoding="utf-8")
    (tmp_path / "gap.js").write_text("export const show = (number) => String(number);\n", encoding="utf-8")
    made = tmp_path / "gap.wasm"
    tool = Path(os.environ["NODE_MODULES"]) / ".bin" / "componentize-qjs"
    command: list[str | Path] = [tool, "--wit", tmp_path / "gap.wit", "--world", "gap", "--stub-wasi", "--sync"]
    subprocess.run([*command, "--js", tmp_path / "gap.js", "--output", made], check=True, capture_output=True)
    engine = Engine()
    store = Store(engine)
    show = Linker(engine).instantiate(store, Component.from_file(engine, str(made))).get_func(store, "show")
    assert show
    # The adapter in JavaScript converts each number.
    numbers = (0, 2**31 - 1, 2**31, 2**32 - 1)
    assert [show(store, number) for number in numbers] == ["0", "2147483647", "-2147483648", "-1"]
