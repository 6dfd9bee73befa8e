"""Checks that the lock file has the pipeline's versions of common dependencies, so that the same code is compared."""

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from .places import BENCH, ROOT


def versions(path: Path) -> dict[str, set[str]]:
    found = defaultdict(set)
    for package in tomllib.loads(path.read_text(encoding="utf-8"))["package"]:
        found[package["name"]].add(package["version"])
    return found


def main() -> None:
    ours, bench = versions(ROOT / "Cargo.lock"), versions(BENCH / "Cargo.lock")
    others = {name: found - ours[name] for name, found in bench.items() if name in ours and found - ours[name]}
    for name, found in sorted(others.items()):
        wanted = " or ".join(sorted(ours[name]))
        print(f"bench/Cargo.lock: `{name}`: found {' and '.join(sorted(found))}, expected {wanted}", file=sys.stderr)
    sys.exit(1 if others else 0)


if __name__ == "__main__":
    main()
