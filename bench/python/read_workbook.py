"""Reads the first sheet of a workbook and writes it as CSV, with nothing checked.

usage: read_workbook.py polars|openpyxl INPUT OUT
"""

import csv
import sys

import openpyxl  # type: ignore[import-untyped]
import polars as pl


def by_polars(source: str, out: str) -> None:
    """By calamine, in native code."""
    pl.read_excel(source, engine="calamine").write_csv(out)


def by_openpyxl(source: str, out: str) -> None:
    """Row by row, as openpyxl advises for large files."""
    book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    with open(out, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(book.worksheets[0].iter_rows(values_only=True))


if __name__ == "__main__":
    {"polars": by_polars, "openpyxl": by_openpyxl}[sys.argv[1]](*sys.argv[2:])
