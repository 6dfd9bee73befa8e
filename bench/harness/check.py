"""Checks that every contestant agrees with the pipeline; see bench/check. Measures no time."""

import shutil
import sys
from pathlib import Path

from .contestants import Contestant, contestants
from .inputs import generated
from .measure import Failed, printed
from .places import BUILD, SAMPLE

HERE = Path(__file__).resolve().parent


def agrees(contestant: Contestant, reference: Path, out: Path) -> None:
    """Raises `Failed` with the first difference. In a process of its own, so that this one stays small."""
    how = "exact" if contestant.exact else "alike"
    try:
        printed([sys.executable, HERE / "agreement.py", reference, out, how])
    except Failed as error:
        found = str(error).partition("\n")[2]
        raise Failed(f"{contestant.title} does not agree with ours: {found}") from None


def sample_without_blank_line() -> Path:
    """The sample without its empty line, which DuckDB counts as a record."""
    path = BUILD / "data" / "sample.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if line.strip()))
    return path


def main(*wanted: str) -> None:
    everyone = contestants()
    known = [contestant.key for contestant in everyone]
    for key in wanted:
        if key not in known:
            sys.exit(f"error: check `{key}`: no such contestant, expected one of {', '.join(known)}")
    inputs = [sample_without_blank_line(), generated(10_000, bad=200, duplicates=100)]
    passed = failed = 0
    for source in inputs:
        reference = BUILD / "out" / "reference"
        shutil.rmtree(reference, ignore_errors=True)
        everyone[0].run(source, reference)
        for contestant in everyone[1:]:
            if wanted and contestant.key not in wanted:
                continue
            out = BUILD / "out" / contestant.key
            shutil.rmtree(out, ignore_errors=True)
            try:
                contestant.run(source, out)
                agrees(contestant, reference, out)
            except Failed as error:
                failed += 1
                print(f"FAILED {contestant.key} on {source.name}: {error}")
            else:
                passed += 1
                print(f"ok     {contestant.key} on {source.name}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
