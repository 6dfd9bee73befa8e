"""The last of three processes joined by pipes: writes the files and counts. The lines on stdin are written unchanged.

usage: pipe_write.py OUT
"""

import sys
from pathlib import Path

import orjson

from outcome import BUFFER, Output


def main(out: str) -> None:
    output = Output(Path(out))
    write_user, write_reject = output.users.write, output.rejects.write
    ages, domains, reject = output.totals.ages, output.totals.domains, output.totals.reject
    loads = orjson.loads
    with open(sys.stdin.fileno(), "rb", buffering=BUFFER) as lines:
        for line in lines:
            record = loads(line)
            if "id" in record:
                write_user(line)
                ages[record["age"]] += 1
                domains[record["email"].rpartition("@")[2].lower()] += 1
            else:
                write_reject(line)
                reject(record["errors"])
    output.finish()


if __name__ == "__main__":
    main(*sys.argv[1:])
