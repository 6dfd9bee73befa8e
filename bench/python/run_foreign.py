"""The job in one process by foreign functions: Python reads and writes the files, a module in Rust decodes, applies the
rules and encodes, and calls a library in Go, which assigns ids and finds duplicates.

usage: run_foreign.py LIBRARIES INPUT OUT
"""

import sys
from pathlib import Path

CHUNK = 256 * 1024


def main(libraries: str, source: str, out: str) -> None:
    sys.path.insert(0, libraries)
    from foreign import Job

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    job = Job(f"{libraries}/libusers.so", source)
    with (
        open(source, "rb", buffering=0) as file,
        open(folder / "users.ndjson", "wb", buffering=0) as users,
        open(folder / "rejects.ndjson", "wb", buffering=CHUNK) as rejects,
    ):
        while chunk := file.read(CHUNK):
            accepted, rejected = job.feed(chunk)
            users.write(accepted)
            rejects.write(rejected)
        accepted, rejected, summary = job.finish()
        users.write(accepted)
        rejects.write(rejected)
    (folder / "summary.json").write_text(summary, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
