"""Inconsistent totals are rejected."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from reporting import (
    AgeCount,
    Context,
    DomainCount,
    ErrorCount,
    Example,
    Format,
    InconsistentTotals,
    Problem,
    ReportingError,
    Source,
    Totals,
    render,
)
from samples import EMPTY, INVALID, MIXED
from strategies import runs

TOTALS, CONTEXT = MIXED
FIRST, *OTHERS = TOTALS.top_domains


def _contradictions(context: Context, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(InconsistentTotals) as raised:
        render(replace(TOTALS, **changes), context, Format.JSON)
    return raised.value.contradictions


@pytest.mark.parametrize(
    ("changes", "contradiction"),
    [
        ({"read": 1_235}, "`accepted` + `rejected` must be `read`: found 1225 + 9 = 1234, expected 1235"),
        (
            {"errors": (ErrorCount("age", "too-young", "Too young", 10),)},
            "the count of error `age/too-young` must lie between 1 and `rejected`: found 10, expected at most 9",
        ),
        (
            {"errors": (*TOTALS.errors, ErrorCount("\u202e", "", "", 0))},
            "the count of error `{U+202E}/(empty)` must lie between 1 and `rejected`: found 0, expected at most 9",
        ),
        (
            {"errors": TOTALS.errors[:1]},
            (
                "each rejected record must have an error, so the counts of `errors` must add up to `rejected` or more: "
                "found 5, expected 9 or more"
            ),
        ),
        (
            {"ages": (AgeCount(20, 1_224), AgeCount(19, 1))},
            "`ages` must ascend: found 19 after 20 at position 2",
        ),
        ({"ages": (AgeCount(20, 1_225), AgeCount(21, 0))}, "the count of age `21` must be 1 or more: found 0"),
        (
            {"ages": (AgeCount(20, 1_224),)},
            "the counts of `ages` must add up to `accepted`: found 1224, expected 1225",
        ),
        (
            {"top_domains": (FIRST, FIRST, DomainCount("x", 1))},
            "`top-domains` must name each domain once: found `example.com` again",
        ),
        (
            {"top_domains": (FIRST, DomainCount("x", 0))},
            "the count of domain `x` must be 1 or more: found 0",
        ),
        (
            {"distinct_domains": 6},
            "`top-domains` must not name more than `distinct-domains`: found 7, expected at most 6",
        ),
        (
            {"top_domains": (), "distinct_domains": 0},
            "`distinct-domains` must be 0 exactly when `accepted` is: found 0 and 1225",
        ),
        (
            {"top_domains": (replace(FIRST, count=1_003), *OTHERS)},
            (
                "the counts of `top-domains`, and one for each of the 2 domains not named, must not exceed `accepted`: "
                "found 1226 + 2 = 1228, expected at most 1225"
            ),
        ),
        (
            {"distinct_domains": 7},
            (
                "the counts of `top-domains` must add up to `accepted`, since every domain is named: "
                "found 1223, expected 1225"
            ),
        ),
    ],
)
def test_a_contradiction_is_named_with_its_numbers(changes: dict[str, Any], contradiction: str) -> None:
    """Inconsistent totals are rejected with what was found and what was expected."""
    assert contradiction in _contradictions(Context(), **changes)


def test_sources_must_add_up_to_what_was_read() -> None:
    """The records of all sources add up to the records read."""
    assert _contradictions(Context(sources=(Source("a", 1_000), Source("b", 233)))) == (
        "the `records` of all `sources` must add up to `read`: found 1233, expected 1234",
    )


@pytest.mark.parametrize(
    ("examples", "contradiction"),
    [
        (
            (Example(5, "a", 6, (INVALID,)), Example(5, "a", 7, (INVALID,))),
            "`examples` must ascend and end with `read` at most: found record 5 after 5, expected at most 1234",
        ),
        (
            (Example(1_235, "a", 6, (INVALID,)),),
            "`examples` must ascend and end with `read` at most: found record 1235 after 0, expected at most 1234",
        ),
        ((Example(5, "a", 6, ()),), "each of the `examples` must have a problem: found none of record 5"),
        (
            (Example(5, "a", 6, (Problem("age", "email-invalid", ""),)),),
            (
                "each problem of the `examples` must be one of `errors`: "
                "found `age/email-invalid` of record 5, expected one that is counted"
            ),
        ),
    ],
)
def test_examples_must_be_rejected_records(examples: tuple[Example, ...], contradiction: str) -> None:
    """An example is a record of the run, and what is wrong with it was counted."""
    assert _contradictions(Context(examples=examples)) == (contradiction,)


def test_all_contradictions_are_reported_at_once() -> None:
    """The message starts with the operation and lists every contradiction."""
    with pytest.raises(ReportingError, match=r"^render: the totals contradict themselves: ") as raised:
        render(replace(EMPTY[0], read=1, distinct_domains=2), EMPTY[1], Format.HTML)
    assert str(raised.value).count("; ") == 3


@pytest.mark.parametrize("format", Format)
def test_no_format_renders_a_contradiction(format: Format) -> None:
    """Every format rejects them in the same way."""
    with pytest.raises(InconsistentTotals):
        render(Totals(read=2, accepted=0, rejected=1), Context(), format)


@given(runs())
def test_consistent_totals_are_never_rejected(run: tuple[Totals, Context]) -> None:
    """Consistent totals are never rejected."""
    render(*run, Format.JSON)
