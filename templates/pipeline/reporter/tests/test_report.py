"""Tests of the report without WebAssembly."""

from report import Problem, render


def test_a_run_without_rejected_records_has_no_table() -> None:
    assert render([[], []]).endswith("\n2 read, 2 accepted, 0 rejected.\n")


def test_the_most_frequent_problem_comes_first() -> None:
    rare, frequent = Problem("a", "is wrong"), Problem("b", "is missing")
    report = render([[rare, frequent], [frequent], []])
    assert report.endswith("|---|---|---:|\n| b | is missing | 2 |\n| a | is wrong | 1 |\n")
