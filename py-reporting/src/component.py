"""The component: the adapter between the types in WIT and those of `reporting`."""

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports import reporter as wit
from wit_world.imports import my_user_service_types as service

import reporting
import snapshot

FORMATS = {
    wit.Format.HTML: reporting.Format.HTML,
    wit.Format.MARKDOWN: reporting.Format.MARKDOWN,
    wit.Format.JSON: reporting.Format.JSON,
    wit.Format.SVG: reporting.Format.SVG,
}


class Reporter(exports.Reporter):
    def render(self, totals: service.Totals, context: wit.Context, format: wit.Format) -> str:
        try:
            return reporting.render(_totals(totals), _context(context), FORMATS[format])
        except Exception as error:
            raise Err(_report_error(error)) from error


def _report_error(error: Exception) -> wit.ReportError:
    match error:
        case reporting.InconsistentTotals():
            return wit.ReportError_Inconsistent(str(error))
        case _:
            return wit.ReportError_Internal(reporting.describe(error))


def _totals(totals: service.Totals) -> reporting.Totals:
    return reporting.Totals(
        read=totals.read,
        accepted=totals.accepted,
        rejected=totals.rejected,
        errors=tuple(reporting.ErrorCount(e.field, e.rule, e.message, e.count) for e in totals.errors),
        ages=tuple(reporting.AgeCount(entry.age, entry.count) for entry in totals.ages),
        top_domains=tuple(reporting.DomainCount(entry.domain, entry.count) for entry in totals.top_domains),
        distinct_domains=totals.distinct_domains,
    )


def _context(context: wit.Context) -> reporting.Context:
    return reporting.Context(
        sources=tuple(
            reporting.Source(entry.name, entry.records, entry.ignored_columns, entry.reading, tuple(entry.notes))
            for entry in context.sources
        ),
        settings=tuple(reporting.Setting(entry.key, entry.value, entry.chosen) for entry in context.settings),
        examples=tuple(_example(example) for example in context.examples),
        generated_at=context.generated_at,
    )


def _example(example: service.Example) -> reporting.Example:
    problems = tuple(reporting.Problem(found.field, found.rule, found.message) for found in example.problems)
    return reporting.Example(example.record, example.input, example.line, problems)


snapshot.tidy()
