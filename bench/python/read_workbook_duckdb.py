"""Reads the first sheet of a workbook in DuckDB and writes it as CSV, with nothing checked.

usage: read_workbook_duckdb.py INPUT OUT
"""

import sys
import sysconfig
from pathlib import Path

import duckdb


def main(source: str, out: str) -> None:
    # Loaded from its package; DuckDB by itself would fetch it.
    (extension,) = Path(sysconfig.get_path("purelib"), "duckdb_extension_excel").rglob("excel.duckdb_extension")
    duckdb.execute(f"load '{extension}'")
    duckdb.execute("copy (select * from read_xlsx($source)) to $out", {"source": source, "out": out})


if __name__ == "__main__":
    main(*sys.argv[1:])
