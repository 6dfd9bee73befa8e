"""The adapter between the types of the WIT and those of the package."""

import pytest
from componentize_py_types import Err
from wit_world.exports import reporter as wit
from wit_world.imports import my_user_service_types as service

import reporting
from component import FORMATS, Reporter
from samples import EMPTY, MIXED


def _totals(totals: reporting.Totals) -> service.Totals:
    return service.Totals(
        read=totals.read,
        accepted=totals.accepted,
        rejected=totals.rejected,
        errors=[service.ErrorCount(e.field, e.rule, e.message, e.count) for e in totals.errors],
        ages=[service.AgeCount(entry.age, entry.count) for entry in totals.ages],
        top_domains=[service.DomainCount(entry.domain, entry.count) for entry in totals.top_domains],
        distinct_domains=totals.distinct_domains,
    )


def _context(context: reporting.Context) -> wit.Context:
    return wit.Context(
        [wit.Source(s.name, s.records, s.ignored_columns, s.reading, list(s.notes)) for s in context.sources],
        [wit.Setting(setting.key, setting.value, setting.chosen) for setting in context.settings],
        [_example(example) for example in context.examples],
        context.generated_at,
    )


def _example(example: reporting.Example) -> service.Example:
    problems = [service.Problem(problem.field, problem.rule, problem.message) for problem in example.problems]
    return service.Example(example.record, example.input, example.line, problems)


def test_every_format_of_the_wit_is_known() -> None:
    """Every format of the contract has one here, with the same name."""
    assert {ours.name for ours in FORMATS.values()} == {theirs.name for theirs in wit.Format}
    assert all(ours.name == theirs.name for theirs, ours in FORMATS.items())


@pytest.mark.parametrize("format", wit.Format)
@pytest.mark.parametrize("run", [EMPTY, MIXED], ids=["empty", "mixed"])
def test_the_adapter_adds_and_loses_nothing(
    run: tuple[reporting.Totals, reporting.Context], format: wit.Format
) -> None:
    """The report is the same with and without the adapter."""
    totals, context = run
    assert Reporter().render(_totals(totals), _context(context), format) == reporting.render(*run, FORMATS[format])


def test_a_contradiction_becomes_inconsistent() -> None:
    """Inconsistent totals are the caller's error, and the message has the numbers."""
    totals = _totals(EMPTY[0])
    totals.read = 1
    with pytest.raises(Err) as raised:
        Reporter().render(totals, _context(reporting.Context()), wit.Format.JSON)
    assert raised.value.value == wit.ReportError_Inconsistent(
        "render: the totals contradict themselves: `accepted` + `rejected` must be `read`: found 0 + 0 = 0, expected 1"
    )


def test_any_other_failure_becomes_internal() -> None:
    """An unexpected failure is returned with its cause and place, and doesn't trap."""
    totals = _totals(EMPTY[0])
    totals.errors = None  # type: ignore[assignment]
    with pytest.raises(Err) as raised:
        Reporter().render(totals, _context(reporting.Context()), wit.Format.JSON)
    error = raised.value.value
    assert isinstance(error, wit.ReportError_Internal)
    assert error.value.startswith("TypeError: 'NoneType' object is not iterable\n  src/component.py:")
