"""What the tests share: the component, the reference host, and a cluster."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyspark
import pytest
from pyspark import cloudpickle
from pyspark.sql import SparkSession

import faults
from pipeline_spark.compiled import compiled
from pipeline_spark.component import Program, digest

ROOT = Path(__file__).parents[3]
COMPONENT = ROOT / "build/pipeline.wasm"
# The executors don't have the tests: functions of this module are sent with a task.
cloudpickle.register_pickle_by_value(faults)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="session")
def program() -> Program:
    """The component, without a cluster."""
    code = compiled(COMPONENT)
    return Program(code, digest(code))


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A cluster of a master and two workers with one executor each, all on this machine."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        # Optimising for longer than these tests run.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
        .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.speculation", "true")
        .config("spark.speculation.quantile", "0.5")
        .config("spark.speculation.multiplier", "2")
        .config("spark.speculation.minTaskRuntime", "2s")
        .getOrCreate()
    )
    app = session.sparkContext.applicationId
    yield session
    session.stop()
    shutil.rmtree(Path(pyspark.__file__).parent / "work" / app, ignore_errors=True)


@pytest.fixture
def host(tmp_path: Path) -> Callable[..., Path]:
    """Run the Rust host and return the output folder."""

    def run(*arguments: object) -> Path:
        out = tmp_path / "host"
        command = [ROOT / "bin/pipeline", "run", *arguments, "--out", out, "--quiet"]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return out

    return run
