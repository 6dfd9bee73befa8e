"""A failure of this package is described well enough to fix it."""

from reporting import describe


def _fails(depth: int) -> None:
    if depth == 0:
        raise ValueError("no such thing")
    _fails(depth - 1)


def test_of_many_calls_the_outermost_and_the_innermost_are_listed() -> None:
    """A long trace is cut in the middle, with the number of calls that are left out."""
    try:
        _fails(100)
    except ValueError as error:
        message, *calls = describe(error).split("\n")
    assert message == "ValueError: no such thing"
    assert len(calls) == 17
    assert calls[0].endswith(" test_of_many_calls_the_outermost_and_the_innermost_are_listed")
    assert calls[8] == "  … 86 more"
    assert calls[1].split(" ")[-1] == calls[-1].split(" ")[-1] == "_fails"


def test_a_failure_is_described_by_message_and_calls() -> None:
    """Type and message come first, then file, line and function of each call, the innermost last."""
    try:
        _fails(1)
    except ValueError as error:
        message, *calls = describe(error).split("\n")
    assert message == "ValueError: no such thing"
    assert [call.rsplit(":", 1)[0] for call in calls] == ["  tests/test_failure.py"] * 3
    assert [call.split(" ")[-1] for call in calls] == [
        "test_a_failure_is_described_by_message_and_calls",
        "_fails",
        "_fails",
    ]
