"""The composed pipeline over Apache Spark: the same component, in every executor."""

from pipeline_spark.failure import Failure
from pipeline_spark.run import Outcome, Run, run

__all__ = ["Failure", "Outcome", "Run", "run"]
