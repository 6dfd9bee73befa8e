from pathlib import Path

import numpy as np
import pytest
from wasmtime.component import Record

from pipeline_spark.component import Program, block, checked, record
from pipeline_spark.failure import Failure

HEAD = record(
    format="csv",
    table="44 34 - 3 0 1 2 0",
    columns=3,
    splits=True,
    bytes=15,
    lines=1,
    ignored_columns=0,
    reading="",
    notes=[],
    source_notes=[],
)


def decoded(program: Program, content: bytes) -> object:
    """Return what the component reads in a range of a CSV."""
    return program.instance().call("decode", "in", HEAD, None, None, block(content), True, 2**40, 7)


def test_numbers_and_texts_come_by_the_column(program: Program) -> None:
    """As numpy arrays of the type in the contract, and one text with its ends."""
    rows = decoded(program, "Änn,a@b.c,30\nBo,b@b.c,4294967295\n".encode()).rows  # type: ignore[attr-defined]
    assert rows.numbers.dtype == np.uint64
    assert rows.numbers.tolist() == [2**40, 2**40 + 1]
    assert rows.lines.tolist() == [7, 8]
    assert rows.ages.dtype == np.uint32
    assert rows.ages.tolist() == [30, 2**32 - 1]
    assert (rows.names.text, rows.names.ends.tolist()) == ("ÄnnBo", [4, 6])


def test_bytes_that_are_no_text_go_over_as_they_are(program: Program) -> None:
    """All 256 of them: the component finds the one that isn't UTF-8, and shows it as U+FFFD."""
    rows = decoded(program, b"L\xe9a,a@b.c,30\nBo,b@b.c,40\n").rows  # type: ignore[attr-defined]
    assert rows.raws.text == "L\ufffda,a@b.c,30Bo,b@b.c,40"
    assert rows.flaws.text.startswith("record invalid-utf8 ")


def test_no_rows_are_empty_columns(program: Program) -> None:
    """No memory is read out of bounds."""
    rows = decoded(program, b"").rows  # type: ignore[attr-defined]
    assert (len(rows.numbers), rows.names.text, len(rows.names.ends)) == (0, "", 0)


def test_a_job_error_is_a_failure(program: Program) -> None:
    """With the component's message, and the exit code of its kind."""
    calls = program.instance()
    options = dict.fromkeys(["max_record_bytes", "generated_at", "rules", "rules_name", "reading", "writing"])
    with pytest.raises(Failure, match="the users of a run in parts can't be kept") as failure:
        calls.call("[static]judge.open", record(**options, name_inputs=False, keep_users=True))
    assert failure.value.exit_code == 2
    # The package takes a record in an option only as its own class.
    writing = Record()
    vars(writing).update({"format": "csv", "keep-columns": False, "formula-guard": False})
    options["writing"] = writing
    with pytest.raises(Failure, match="`writing`: found one, expected none") as failure:
        program.instance().call("[static]judge.open", record(**options, name_inputs=False, keep_users=False))
    assert failure.value.exit_code == 2


def test_a_trap_is_a_failure(program: Program) -> None:
    """One that names what was called."""
    with pytest.raises(Failure, match="cannot call `survey`: the component trapped") as failure:
        program.instance().call("survey", HEAD, None, None, type(block(b""))("latin1", "\u20ac"), False)
    assert failure.value.exit_code == 3


def test_code_that_is_not_what_was_compiled_is_never_loaded(tmp_path: Path) -> None:
    """It would run unchecked."""
    (tmp_path / "code").write_bytes(b"something else")
    with pytest.raises(Failure, match=r"has the hash [0-9a-f]{64}, expected 0000"):
        Program(tmp_path / "code", "0000")


def test_what_is_no_result_stays_as_it_is() -> None:
    """Only errors and `ok` are unwrapped."""
    assert checked(3) == 3
