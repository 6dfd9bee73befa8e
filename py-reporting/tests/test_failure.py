"""A failure of our own is described well enough to mend it."""

from reporting import describe


def _fails(depth: int) -> None:
    if depth == 0:
        raise ValueError("no such thing")
    _fails(depth - 1)


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
