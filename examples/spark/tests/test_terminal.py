"""What the command prints."""

import pytest

from pipeline_spark.terminal import say, tell_error


def test_invisible_characters_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """A file name does not affect a terminal."""
    say("a\u202e\U000e0041\n")
    tell_error(ValueError("\x1b[2J\u200d"))
    assert capsys.readouterr() == ("a\\u{202e}\\u{e0041}\\n\n", "error: \\u{1b}[2J\\u{200d}\n")
