"""Checks that the contestants have the pipeline's versions of common dependencies, so that the same code is compared.
What is only called to build them isn't compared."""

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from .measure import printed
from .places import BENCH, ROOT


def locked(path: Path) -> dict[str, set[str]]:
    found = defaultdict(set)
    for package in tomllib.loads(path.read_text(encoding="utf-8"))["package"]:
        found[package["name"]].add(package["version"])
    return found


def compiled(manifest: Path) -> dict[str, set[str]]:
    """The crates that a workspace's crates are compiled from, on any machine."""
    edges = ["--edges", "normal,dev", "--target", "all"]
    shown = printed(
        ["cargo", "tree", "--locked", "--manifest-path", manifest, "--workspace", "--prefix", "none", *edges]
    )
    found = defaultdict(set)
    for name, version in re.findall(r"^(\S+) v(\S+)", shown, re.MULTILINE):
        found[name].add(version)
    return found


def main() -> None:
    ours, bench = locked(ROOT / "Cargo.lock"), compiled(BENCH / "Cargo.toml")
    others = {name: found - ours[name] for name, found in bench.items() if name in ours and found - ours[name]}
    for name, found in sorted(others.items()):
        wanted = " or ".join(sorted(ours[name]))
        print(f"bench/Cargo.lock: `{name}`: found {' and '.join(sorted(found))}, expected {wanted}", file=sys.stderr)
    sys.exit(1 if others else 0)


if __name__ == "__main__":
    main()
