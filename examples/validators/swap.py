"""Runs the vectors through both hosts, with a validator in another language in place of the default one.

The other components must stay as they are, and the output must be the same, byte for byte.

usage: swap.py LANGUAGE…
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from languages import BUILD, CHECKOUT, LANGUAGES, PARTS, Language

VECTORS = CHECKOUT / "tests" / "vectors"
HOSTS = ("pipeline", "pipeline-node")
BESIDE = {".expected", ".rules", ".options"}


class Difference(Exception):
    """What isn't as it is with the default validator."""


@dataclass(frozen=True)
class Vector:
    """An input with its expected output."""

    path: Path

    @property
    def expected(self) -> Path:
        """A folder, or for an input that can't be read a file with the exit code and the message."""
        return self.path.with_suffix(".expected")

    def arguments(self, out: Path) -> list[str]:
        """The arguments of `run`."""
        arguments = ["run", self.path.name, "--out", str(out)]
        if self.path.with_suffix(".rules").exists():
            arguments += ["--rules", self.path.with_suffix(".rules").name]
        options = self.path.with_suffix(".options")
        return arguments + (options.read_text(encoding="utf-8").splitlines() if options.exists() else [])


def main() -> None:
    """Swaps in each language of the arguments."""
    for name in sys.argv[1:]:
        language = LANGUAGES[name]
        try:
            compose(language)
            counts = {host: run_vectors(language, host) for host in HOSTS}
        except Difference as difference:
            sys.exit(f"error: swap in the validator in {language.title}: {difference}")
        vectors = counts[HOSTS[0]]
        size = language.component.stat().st_size / 1e3
        print(
            f"{language.title}: a validator of {size:,.0f} kB; {vectors} vectors on both hosts, the same bytes; "
            f"{', '.join(PARTS)} unchanged"
        )


def compose(language: Language) -> None:
    """Makes the pipeline with another validator, of the components that are there."""
    before = hashes()
    language.swapped.mkdir(parents=True, exist_ok=True)
    tools = BUILD / "tools"
    call(
        [
            tools / "compose",
            "--with",
            f"validator={language.component}",
            "--only",
            "pipeline",
            "--out",
            language.swapped,
        ]
    )
    call([tools / "compile", language.pipeline])
    # Node translates a new component when it is first called, and says so.
    user = ["create", "--name", "Ann", "--email", "ann@example.com", "--age", "30"]
    call([CHECKOUT / "bin" / "pipeline-node", "--component", language.pipeline, *user])
    if hashes() != before:
        raise Difference(f"one of {', '.join(PARTS)} was built again")
    check_parts(language.pipeline, language.name)


def hashes() -> dict[str, str]:
    """The hashes of the components that must stay as they are."""
    return {part: sha256((BUILD / f"{part}.wasm").read_bytes()).hexdigest() for part in PARTS}


def check_parts(pipeline: Path, name: str) -> None:
    """Raises an error unless a composition has each component byte by byte, and this validator alone."""
    composition = pipeline.read_bytes()
    missing = [part for part in PARTS if (BUILD / f"{part}.wasm").read_bytes() not in composition]
    if missing:
        raise Difference(f"`{pipeline}` doesn't contain build/{missing[0]}.wasm as it is")
    built = [language for language in LANGUAGES.values() if language.component.exists()]
    found = [language.name for language in built if language.component.read_bytes() in composition]
    if found != [name]:
        raise Difference(f"`{pipeline}` contains the validators {found}, expected `{name}` alone")


def run_vectors(language: Language, host: str, first: int = 0, step: int = 1) -> int:
    """Runs every `step`th vector on a host, and returns their number. Raises an error for the first that differs."""
    paths = sorted(path for kind in ("good", "bad") for path in (VECTORS / kind).iterdir() if path.suffix not in BESIDE)
    paths = paths[first::step]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for difference in pool.map(lambda path: compare(language, host, Vector(path)), paths):
            if difference:
                pool.shutdown(cancel_futures=True)
                raise Difference(difference)
    return len(paths)


def compare(language: Language, host: str, vector: Vector) -> str | None:
    """Runs a vector. Returns what differs."""
    with TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        command: list[str | Path] = [CHECKOUT / "bin" / host, "--component", language.pipeline, *vector.arguments(out)]
        answer = subprocess.run(command, cwd=vector.path.parent, capture_output=True, check=False)
        where = f"`{vector.path.relative_to(CHECKOUT)}` on {host}"
        if not vector.expected.is_dir():
            found = f"{answer.returncode}\n".encode() + answer.stderr
            expected = vector.expected.read_bytes()
            return None if found == expected else f"{where}: found {found!r}, expected {expected!r}"
        if answer.returncode not in (0, 1) or answer.stderr:
            return f"{where}: found exit code {answer.returncode} and {answer.stderr!r}, expected a complete run"
        return difference(out, vector.expected, where)


def difference(out: Path, expected: Path, where: str) -> str | None:
    """The first file of two folders that isn't the same."""
    names = sorted(path.name for path in out.iterdir())
    wanted = sorted(path.name for path in expected.iterdir())
    # Few vectors keep these.
    names = [name for name in names if name in wanted or name not in {"report.html", "report.svg"}]
    if names != wanted:
        return f"{where}: found the files {names}, expected {wanted}"
    for name in wanted:
        pairs = [(folder / name).read_bytes().split(b"\n") for folder in (out, expected)]
        for number, (found, line) in enumerate(zip(*pairs, strict=False), start=1):
            if found != line:
                return f"{where}: {name}:{number}: found `{found.decode()}`, expected `{line.decode()}`"
        if len(pairs[0]) != len(pairs[1]):
            return f"{where}: {name}: found {len(pairs[0])} lines, expected {len(pairs[1])}"
    return None


def call(command: list[Path | str]) -> None:
    """Calls a command that prints only what went wrong."""
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=False)
    if answer.returncode:
        raise Difference(f"`{' '.join(map(str, command))}` failed: {answer.stderr.decode(errors='replace').strip()}")


if __name__ == "__main__":
    main()
