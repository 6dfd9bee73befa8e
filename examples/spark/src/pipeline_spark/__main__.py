"""The command: `bin/pipeline run`, over Spark."""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from pipeline_spark.failure import SOME_REJECTED, Failure, of_the_job, unwritable
from pipeline_spark.run import Run, run
from pipeline_spark.terminal import inert_log, say, tell_error


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
        spark = builder.getOrCreate()
        try:
            wanted = vars(arguments) | {"inputs": arguments.input}
            outcome = run(spark, Run(**{name: wanted[name] for name in Run.__dataclass_fields__}))
        finally:
            spark.stop()
    except Failure as failure:
        tell_error(failure)
        return failure.exit_code
    except (PySparkException, Py4JError, OSError) as error:
        tell_error(of_the_job(error))
        return 3
    except KeyboardInterrupt:
        tell_error("interrupted")
        return 130
    if not arguments.quiet:
        report = f"{arguments.out.rstrip('/')}/report.html"
        try:
            say(f"{outcome.read} read, {outcome.accepted} accepted, {outcome.rejected} rejected: {report}")
        except OSError as error:
            unprinted = unwritable("stdout", error.strerror)
            tell_error(unprinted)
            return unprinted.exit_code
    return SOME_REJECTED if outcome.rejected else 0


class _Parser(argparse.ArgumentParser):
    """A parser whose messages have nothing of the arguments in them that acts on a terminal."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        tell_error(message)
        sys.exit(2)


class _Missing(argparse.Action):
    """An option that only the hosts have. It isn't just unknown, so the message says where it is."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        name = self.option_strings[0]
        why = "isn't supported over Spark, which writes NDJSON without further columns"
        parser.error(f"`{name}` {why}; use `bin/pipeline run {name}`")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="pipeline-spark", description="The pipeline over Apache Spark")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verb = verbs.add_parser(
        "run",
        help="validate the records of one or more files, and write users, rejects and reports",
        description="Writes folders users.ndjson and rejects.ndjson, summary.json and report.{html,md,svg}.",
    )
    add = verb.add_argument
    add(
        "input",
        nargs="+",
        metavar="INPUT",
        help="files or folders of CSV, NDJSON or Parquet; paths or URIs that every executor can read",
    )
    add(
        "--out",
        required=True,
        metavar="DIR",
        help="the folder to write to: new, empty, or with an earlier run's output",
    )
    add("--master", metavar="URL", help="Spark's master [default: spark-submit's]")
    add(
        "--format",
        choices=["csv", "ndjson"],
        help="the format of text files [default: by file extension, else by the first character]",
    )
    add("--rules", type=Path, metavar="FILE", help="the rules file to apply")
    add("--generated-at", metavar="TEXT", help="a date or time to show in the reports, as given")
    add("--max-record-bytes", type=int, metavar="BYTES", help="the maximum size of a record")
    add(
        "--partitions",
        type=int,
        metavar="NUMBER",
        help="number of partitions [default: one per 32 MiB, a multiple of the cores]; affects only the speed",
    )
    component = os.environ.get("PIPELINE_COMPONENT")
    add(
        "--component",
        type=Path,
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
