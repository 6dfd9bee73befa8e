"""What the command prints."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from py4j.protocol import Py4JError, Py4JNetworkError
from pyspark.errors import PySparkRuntimeError

from pipeline_spark.__main__ import main
from pipeline_spark.failure import Failure, of_the_job
from pipeline_spark.terminal import inert_log, say, tell_error

ROOT = Path(__file__).parents[3]
HOSTILE = "\x1b]0;title\x07\u202e\nerror: x\r\u200d\U000e0041"
SHOWN = "\\u{1b}]0;title\\u{7}\\u{202e}\\nerror: x\\r\\u{200d}\\u{e0041}"


def test_invisible_characters_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """A name or an error does not affect a terminal, nor a log: Python writes failures to one."""
    say(HOSTILE)
    tell_error(ValueError(HOSTILE))
    assert capsys.readouterr() == (f"{SHOWN}\n", f"error: {SHOWN}\n")
    assert str(Failure(HOSTILE, 3)) == SHOWN


@pytest.mark.parametrize(
    ("redirected", "code"), [("/dev/full", 1), ("/dev/null", 0), ("closed", 0)], ids=["full", "null", "closed"]
)
def test_an_answer_is_printed_or_reported(redirected: str, code: int) -> None:
    """In UTF-8 whatever the locale, and a reader may leave early."""
    program = "from pipeline_spark.terminal import say\nsay('Zoë')"
    reading, writing = os.pipe()
    os.close(reading)
    stdout = writing if redirected == "closed" else os.open(redirected, os.O_WRONLY)
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT / "examples/spark/src")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    assert (done.returncode, "No space left" in done.stderr) == (code, code == 1), done.stderr


def test_a_message_is_the_hosts(capsys: pytest.CaptureFixture[str]) -> None:
    """Escaped and shortened as the Rust host does it, with every invisible character."""
    every = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, 0x110000)]))
    for name in (every[at : at + 20_000].replace("/", "") for at in (0, 8000, 60_000, 0xE0000)):
        command = [str(ROOT / "bin/pipeline"), "run", name, "--out", "out"]
        host = subprocess.run(command, capture_output=True, text=True, check=False)
        tell_error(f"cannot read `{name}`: file name too long")
        assert capsys.readouterr().err == host.stderr
        assert "characters left out" in host.stderr


@pytest.mark.parametrize("words", [["run", "in.csv", HOSTILE, f"--{HOSTILE}"], ["run", "--format", HOSTILE], [HOSTILE]])
def test_wrong_usage_is_inert(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Argparse quotes arguments as they are."""
    monkeypatch.setattr(sys, "argv", ["pipeline-spark", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "\nerror: " in told
    assert "\nerror: x" not in told
    assert all(character == "\n" or character.isprintable() for character in told)


@pytest.mark.parametrize("option", [["--output", "csv"], ["--keep-columns"], ["--formula-guard"]])
def test_options_of_the_hosts_are_refused(
    option: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says which command has them."""
    monkeypatch.setattr(sys, "argv", ["pipeline-spark", "run", "in.csv", "--out", "out", *option])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"error: `{option[0]}` isn't supported over Spark" in told
    assert f"use `bin/pipeline run {option[0]}`" in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["", "--out", "out"], "INPUT: a value is required but none was supplied"),
        (["-", "--out", "out"], "INPUT: invalid value '-': expected a path; `./-` is the one of that name"),
        (["in.csv", "--out", ""], "--out: a value is required but none was supplied"),
        (["in.csv", "--out", "-"], "--out: invalid value '-': expected a path; `./-` is the one of that name"),
        (["in.csv", "--out", "o\udcff"], "--out: invalid value 'o\\u{dcff}': it isn't UTF-8"),
        (["in.csv", "--out", "out", "--rules", ""], "--rules: a value is required but none was supplied"),
        (["in.csv", "--out", "out", "--component", ""], "--component: a value is required but none was supplied"),
        (["in.csv", "--out", "out", "--generated-at", "\udcff"], "'\\u{dcff}': it isn't UTF-8"),
        (["in.csv", "--out", "a", "--out", "b"], "'--out' is given more than once"),
        (["in.csv", "--out", "out", "--partitions", "0"], "'0': expected a whole number from 1 to 2147483647"),
        (["in.csv", "--out", "out", "--partitions", "2147483648"], "expected a whole number from 1 to 2147483647"),
        (["in.csv", "--out", "out", "--max-record-bytes=-5"], "'-5': expected a whole number from 1 to 4294967295"),
        (["in.csv", "--out", "out", "--rule", "r.conf"], "unrecognized arguments: --rule r.conf"),
    ],
)
def test_wrong_values_are_named(
    words: list[str], why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python and Spark would take an empty name for the current folder, and some numbers for others."""
    monkeypatch.setattr(sys, "argv", ["pipeline-spark", "run", *words])
    monkeypatch.setenv("PIPELINE_COMPONENT", "pipeline.wasm")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


def test_what_no_one_foresaw_is_no_outcome(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Python's own exit code for it is that of rejected records."""

    def fail(*_: object) -> None:
        raise TypeError(HOSTILE)

    monkeypatch.setattr(sys, "argv", ["pipeline-spark", "run", "in.csv", "--out", "out", "--component", "c"])
    monkeypatch.setattr("pipeline_spark.__main__.run", fail)
    monkeypatch.setattr("pipeline_spark.__main__.SparkSession", MagicMock())
    assert main() == 3
    assert capfd.readouterr().err.endswith(f"error: cannot finish the job: TypeError: {SHOWN}\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_run_as_on_the_hosts(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The run's own cleanup goes before."""
    ended = []

    def interrupted(*_: object) -> None:
        try:
            os.kill(os.getpid(), number)
        finally:
            ended.append("cleaned up")

    monkeypatch.setattr(sys, "argv", ["pipeline-spark", "run", "in.csv", "--out", "out", "--component", "c"])
    monkeypatch.setattr("pipeline_spark.__main__.run", interrupted)
    monkeypatch.setattr("pipeline_spark.__main__.SparkSession", MagicMock())
    before = signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
    try:
        assert main() == 130
    finally:
        signal.signal(number, before)
    assert (ended, capfd.readouterr().err) == (["cleaned up"], "error: interrupted\n")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            Py4JError(f"An error occurred.\n: org.apache.spark.SparkException: Could not parse {HOSTILE}"),
            "Could not parse",
        ),
        (PySparkRuntimeError("Java gateway process exited"), "Spark's log has the reason"),
    ],
)
def test_a_session_that_cannot_begin_is_wrong_usage(
    error: Exception, why: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The master is named."""
    words = ["run", "in.csv", "--out", "out", "--component", "c", "--master", "bogus"]
    monkeypatch.setattr(sys, "argv", ["pipeline-spark", *words])
    session = MagicMock()
    session.builder.appName().config().master().getOrCreate.side_effect = error
    monkeypatch.setattr("pipeline_spark.__main__.SparkSession", session)
    assert main() == 2
    assert capfd.readouterr().err.startswith(f"error: cannot start Spark with the master `bogus`: {why}")


def test_a_java_process_that_is_gone_is_named() -> None:
    """The driver only sees that its connection is refused."""
    for error in (ConnectionRefusedError(111, "Connection refused"), Py4JNetworkError("no answer")):
        failure = of_the_job(error)
        assert failure.message == "cannot finish the job: Spark's Java process has ended; its log may have the reason"
        assert failure.exit_code == 3


def test_a_job_that_java_ends_has_its_reason() -> None:
    """As when a worker is killed and isn't replaced."""
    error = Py4JError(
        "An error occurred while calling o61.collect.\n: org.apache.spark.SparkException: Job aborted\n\tat x\n"
    )
    assert of_the_job(error).message == "cannot finish the job: Job aborted"


def test_a_log_is_inert(capfd: pytest.CaptureFixture[str]) -> None:
    """What Spark's own process prints is escaped, and no line of it can be taken for one of the command."""
    with inert_log():
        program = f"import sys; sys.stderr.buffer.write({HOSTILE.encode() + bytes([0xFF, 10])!r})"
        subprocess.run([sys.executable, "-c", program], check=True)
        tell_error("ours")
    told = sorted(capfd.readouterr().err.splitlines())
    first, second = SHOWN.split("\\n")
    assert told == sorted(["error: ours", f"spark: {first}", f"spark: {second}\\u{{dcff}}"])
