"""The machine and the versions of a run."""

import json
import os
import platform
import re
import tomllib
from pathlib import Path

from .measure import printed
from .places import BENCH, ROOT, packages_python

PACKAGES = ("duckdb", "polars", "pydantic", "orjson", "uvicorn", "uvloop", "httptools", "grpcio")
CRATES = ("axum", "hyper", "tokio", "tonic", "pyo3", "serde_json", "siphasher")
MODULES = {"go-json": "github.com/goccy/go-json", "grpc-go": "google.golang.org/grpc"}


def facts() -> dict[str, str]:
    cpu = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": cpu[1] if cpu else platform.processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"Linux {platform.release()}, {platform.machine()}",
        "commit": printed(["git", "-C", ROOT, "describe", "--always", "--dirty"]),
    }


def versions() -> dict[str, str]:
    ours, theirs = locked(ROOT / "Cargo.lock"), locked(BENCH / "Cargo.lock")
    ask = (
        "import importlib.metadata as m, json, platform;"
        f"print(json.dumps({{'Python': platform.python_version()}} | {{n: m.version(n) for n in {PACKAGES}}}))"
    )
    go = (BENCH / "go" / "go.mod").read_text()
    modules = {name: re.search(rf"^\s*{re.escape(path)} v(\S+)", go, re.MULTILINE) for name, path in MODULES.items()}
    return {
        "wasmtime": ours["wasmtime"],
        "rustc": printed(["rustc", "--version"]).split()[1],
        "Go": printed(["go", "env", "GOVERSION"]).removeprefix("go"),
        "Node": printed(["node", "--version"]).removeprefix("v"),
        **json.loads(printed([packages_python(), "-c", ask])),
        **{name: theirs[name] for name in CRATES},
        **{name: found[1] for name, found in modules.items() if found},
    }


def locked(path: Path) -> dict[str, str]:
    return {package["name"]: package["version"] for package in tomllib.loads(path.read_text())["package"]}


def load() -> float:
    """How many processes were ready to run in the last minute, including those of the bench."""
    return os.getloadavg()[0]
