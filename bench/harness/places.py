"""Paths."""

import os
import subprocess
from functools import cache
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
ROOT = BENCH.parent
BUILD = ROOT / "build" / "bench"
BIN = BUILD / "bin"
# Modules and libraries for Python programs.
LIBRARIES = BUILD / "python"
PYTHON = BENCH / "python"
RESULTS = BENCH / "results"
SAMPLE = ROOT / "samples" / "users.csv"
COMPOSED = ROOT / "build" / "pipeline.wasm"
OURS = ROOT / "bin" / "pipeline"
OURS_ON_NODE = ROOT / "bin" / "pipeline-node"


@cache
def packages_python(*lock: str) -> str:
    """The interpreter with the contestants' packages, or those of another lock file of `setup`."""
    home = subprocess.run([BENCH / "setup", *lock], check=True, capture_output=True, text=True).stdout.strip()
    return os.path.join(home, "bin", "python")
