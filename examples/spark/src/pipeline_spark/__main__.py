"""The command: `bin/pipeline run`, over Spark."""

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from pipeline_spark.failure import SOME_REJECTED, Failure, of_the_job, unstarted, unwritable
from pipeline_spark.run import Run, run
from pipeline_spark.terminal import inert_log, say, tell_error

# The most partitions that Spark can count, and the hosts' limit for the size of a record.
_PARTITIONS: Final = (1 << 31) - 1
_RECORD: Final = (1 << 32) - 1


def main() -> int:
    """Run the command and return the exit code."""
    arguments = _parser().parse_args()
    with inert_log():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    try:
        # A progress bar would be many lines of the log.
        builder = SparkSession.builder.appName("pipeline").config("spark.ui.showConsoleProgress", "false")
        if arguments.master:
            builder = builder.master(arguments.master)
        spark = _started(builder, arguments.master)
        try:
            # As on Ctrl-C: the half-written output is removed.
            for number in (signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(number) == signal.SIG_DFL:
                    signal.signal(number, signal.default_int_handler)
            wanted = vars(arguments) | {"inputs": arguments.input}
            outcome = run(spark, Run(**{name: wanted[name] for name in Run.__dataclass_fields__}))
        finally:
            spark.stop()
    except Failure as failure:
        tell_error(failure)
        return failure.exit_code
    except (PySparkException, Py4JError, OSError) as error:
        failed = of_the_job(error)
        tell_error(failed)
        return failed.exit_code
    except KeyboardInterrupt:
        tell_error("interrupted")
        return 130
    except Exception as error:  # Python would exit with 1, which means that some records were rejected.
        tell_error(f"cannot finish the job: {type(error).__name__}: {error}")
        return 3
    if not arguments.quiet:
        report = f"{arguments.out.rstrip('/')}/report.html"
        try:
            say(f"{outcome.read} read, {outcome.accepted} accepted, {outcome.rejected} rejected: {report}")
        except OSError as error:
            unprinted = unwritable("stdout", error.strerror)
            tell_error(unprinted)
            return unprinted.exit_code
    return SOME_REJECTED if outcome.rejected else 0


def _started(builder: SparkSession.Builder, master: str | None) -> SparkSession:
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise unstarted(master, error) from error


class _Parser(argparse.ArgumentParser):
    """A parser whose messages have nothing of the arguments in them that acts on a terminal."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        tell_error(message)
        sys.exit(2)


class _Once(argparse.Action):
    """An option that is given at most once, as in the hosts."""

    def __call__(self, parser: argparse.ArgumentParser, found: argparse.Namespace, value: object, *_: object) -> None:
        given = vars(found).setdefault("given", set())
        if self.dest in given:
            parser.error(f"'{self.option_strings[0]}' is given more than once")
        given.add(self.dest)
        setattr(found, self.dest, value)


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"invalid value '{value}': it isn't UTF-8") from error
    return value


def _named(value: str) -> str:
    """A path or URI. The empty one would be the current folder."""
    if not value:
        raise argparse.ArgumentTypeError("a value is required but none was supplied")
    if value == "-":
        raise argparse.ArgumentTypeError("invalid value '-': expected a path; `./-` is the one of that name")
    return _text(value)


def _file(value: str) -> Path:
    return Path(_named(value))


def _whole(most: int) -> Callable[[str], int]:
    def parsed(value: str) -> int:
        number = int(value) if re.fullmatch(r"\+?[0-9]{1,20}", value) else 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"invalid value '{value}': expected a whole number from 1 to {most}")
        return number

    return parsed


class _Missing(argparse.Action):
    """An option that only the hosts have. It isn't just unknown, so the message says where it is."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        name = self.option_strings[0]
        why = "isn't supported over Spark, which writes NDJSON without further columns"
        parser.error(f"`{name}` {why}; use `bin/pipeline run {name}`")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="pipeline-spark", description="The pipeline over Apache Spark", allow_abbrev=False)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verb = verbs.add_parser(
        "run",
        help="validate the records of one or more files, and write users, rejects and reports",
        description="Writes folders users.ndjson and rejects.ndjson, summary.json and report.{html,md,svg}.",
        allow_abbrev=False,
    )
    verb.register("action", None, _Once)
    add = verb.add_argument
    add(
        "input",
        action="store",
        type=_named,
        nargs="+",
        metavar="INPUT",
        help="files or folders of CSV, NDJSON or Parquet; paths or URIs that every executor can read",
    )
    add(
        "--out",
        type=_named,
        required=True,
        metavar="DIR",
        help="the folder to write to: new, empty, or with an earlier run's output",
    )
    add("--master", type=_text, metavar="URL", help="Spark's master [default: spark-submit's]")
    add(
        "--format",
        choices=["csv", "ndjson"],
        help="the format of text files [default: by file extension, else by the first character]",
    )
    add("--rules", type=_file, metavar="FILE", help="the rules file to apply")
    add("--generated-at", type=_text, metavar="TEXT", help="a date or time to show in the reports, as given")
    add("--max-record-bytes", type=_whole(_RECORD), metavar="BYTES", help="the maximum size of a record")
    add(
        "--partitions",
        type=_whole(_PARTITIONS),
        metavar="NUMBER",
        help="number of partitions [default: one per 32 MiB, a multiple of the cores]; affects only the speed",
    )
    component = os.environ.get("PIPELINE_COMPONENT")
    add(
        "--component",
        type=_file,
        default=component,
        required=not component,
        metavar="FILE",
        help="the composed component",
    )
    add("--quiet", action="store_true", help="print nothing on success")
    add("--output", action=_Missing, help=argparse.SUPPRESS)
    for name in ("--keep-columns", "--formula-guard"):
        add(name, action=_Missing, nargs=0, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
