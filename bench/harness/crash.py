"""What a fault in one language does: to a process of three by foreign functions, and to composed components."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

from .measure import Command, Failed
from .places import BUILD, LIBRARIES, OURS, PYTHON, ROOT, packages_python
from .report import table

FOLDER = BUILD / "out" / "crash"
FOREIGN = {
    "rust-panic": "Rust panics",
    "rust-recursion": "Rust recurses without end",
    "go-nil": "Go dereferences nil",
}
# By the name that makes a component fail.
OURS_FAILS = {
    "fault-validator-trap": "Rust panics",
    "fault-service-recursion": "Go recurses without end",
    "fault-service-trap": "Go panics",
}


def ended(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def words(errors: str) -> str:
    """The first line, or the host's error, which may come after a notice."""
    lines = [line for line in errors.splitlines() if line.strip()]
    line = next((line for line in lines if line.startswith("error: ")), lines[0] if lines else "nothing")
    return line.replace("|", "\\|")


def foreign() -> Iterator[tuple[str, ...]]:
    for what, title in FOREIGN.items():
        command = [packages_python(), str(PYTHON / "crash_foreign.py"), str(LIBRARIES), what]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode == 0:
            raise Failed(f"make `{what}` fail: found exit code 0, expected a failure")
        runs = "yes" if "finally" in done.stdout else "no"
        yield title, ended(done.returncode), runs, words(done.stderr)


def ours() -> Iterator[tuple[str, ...]]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name, title in OURS_FAILS.items():
        source, out = f"{name}.csv", FOLDER / name
        (FOLDER / source).write_text(f"name,email,age\nAnn,ann@example.com,30\n{name},bob@example.com,30\n")
        component = ROOT / "build" / "faults" / "pipeline.wasm"
        command: Command = [OURS, "run", source, "--out", out, "--quiet", "--component", component]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode != 3 or out.exists():
            raise Failed(f"make `{name}` fail: found exit code {done.returncode}, expected 3 and no output")
        yield title, ended(done.returncode), "yes", words(done.stderr)


def main() -> None:
    try:
        print("One process, by foreign functions:\n")
        print(table(("", "ends with", "cleans up", "says"), foreign()))
        print("Components:\n")
        print(table(("", "ends with", "cleans up", "says"), ours()))
    except Failed as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
