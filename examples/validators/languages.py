"""The validators, and where their files are."""

from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = CHECKOUT / "build"

# The other components of the pipeline, which stay as they are.
PARTS = ("config", "store", "service", "driver", "reporter", "workbook")


@dataclass(frozen=True)
class Language:
    """A language that the validator is written in."""

    name: str
    title: str
    folder: str
    # What is compiled of its own sources, relative to the folder.
    sources: tuple[str, ...]

    @property
    def component(self) -> Path:
        """The validator."""
        return BUILD / "validator.wasm" if self.name == "rust" else BUILD / "validators" / f"{self.name}.wasm"

    @property
    def swapped(self) -> Path:
        """The folder of the pipeline with this validator."""
        return BUILD / "swap" / self.name

    @property
    def pipeline(self) -> Path:
        """The pipeline with this validator."""
        return self.swapped / "pipeline.wasm"

    @property
    def files(self) -> list[Path]:
        """Its sources, without tests and generated files."""
        found = [path for pattern in self.sources for path in (CHECKOUT / self.folder).glob(pattern)]
        left_out = ("_test.go", "bindings.rs", "faults.rs")
        return sorted(path for path in found if not path.name.endswith(left_out))


LANGUAGES = {
    language.name: language
    for language in (
        Language("rust", "Rust", "rust-validator", ("src/*.rs",)),
        Language("c", "C", "examples/validators/c", ("src/*.[ch]", "tables/src/*.rs")),
        Language("go", "Go (TinyGo)", "examples/validators/go", ("*.go", "rules/*.go")),
        Language("js", "JavaScript (QuickJS)", "examples/validators/js", ("src/*.js",)),
        Language("python", "Python (CPython)", "examples/validators/python", ("src/*.py",)),
    )
}
