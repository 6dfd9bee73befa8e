"""Rejects totals that contradict each other, so that no report shows them."""

from collections.abc import Iterator

from .errors import InconsistentTotals
from .model import Context, Totals
from .text import shown

# How much of a name an error message shows.
NAME_COLUMNS = 60


def check(totals: Totals, context: Context) -> None:
    """Raises `InconsistentTotals` with every contradiction, if there are any."""
    contradictions = (
        *_records(totals, context),
        *_errors(totals),
        *_examples(totals, context),
        *_ages(totals),
        *_domains(totals),
    )
    if contradictions:
        raise InconsistentTotals(contradictions)


def _records(totals: Totals, context: Context) -> Iterator[str]:
    found = totals.accepted + totals.rejected
    if found != totals.read:
        yield (
            f"`accepted` + `rejected` must be `read`: "
            f"found {totals.accepted} + {totals.rejected} = {found}, expected {totals.read}"
        )
    found = sum(source.records for source in context.sources)
    if context.sources and found != totals.read:
        yield f"the `records` of all `sources` must add up to `read`: found {found}, expected {totals.read}"


def _errors(totals: Totals) -> Iterator[str]:
    for error in totals.errors:
        name = f"{shown(error.field, NAME_COLUMNS)}/{shown(error.rule, NAME_COLUMNS)}"
        if not 0 < error.count <= totals.rejected:
            yield (
                f"the count of error `{name}` must lie between 1 and `rejected`: "
                f"found {error.count}, expected at most {totals.rejected}"
            )
    found = sum(error.count for error in totals.errors)
    if found < totals.rejected:
        yield (
            f"each rejected record must have an error, so the counts of `errors` must add up to `rejected` or more: "
            f"found {found}, expected {totals.rejected} or more"
        )


def _examples(totals: Totals, context: Context) -> Iterator[str]:
    errors = {(error.field, error.rule) for error in totals.errors}
    before = 0
    for example in context.examples:
        if not before < example.record <= totals.read:
            yield (
                f"`examples` must ascend and end with `read` at most: "
                f"found record {example.record} after {before}, expected at most {totals.read}"
            )
        before = example.record
        if not example.problems:
            yield f"each of the `examples` must have a problem: found none of record {example.record}"
        for problem in example.problems:
            if (problem.field, problem.rule) not in errors:
                name = f"{shown(problem.field, NAME_COLUMNS)}/{shown(problem.rule, NAME_COLUMNS)}"
                yield (
                    f"each problem of the `examples` must be one of `errors`: "
                    f"found `{name}` of record {example.record}, expected one that is counted"
                )


def _ages(totals: Totals) -> Iterator[str]:
    before = -1
    for position, entry in enumerate(totals.ages, start=1):
        if entry.age <= before:
            yield f"`ages` must ascend: found {entry.age} after {before} at position {position}"
        if entry.count < 1:
            yield f"the count of age `{entry.age}` must be 1 or more: found {entry.count}"
        before = entry.age
    found = sum(entry.count for entry in totals.ages)
    if found != totals.accepted:
        yield f"the counts of `ages` must add up to `accepted`: found {found}, expected {totals.accepted}"


def _domains(totals: Totals) -> Iterator[str]:
    seen = set()
    for entry in totals.top_domains:
        name = shown(entry.domain, NAME_COLUMNS)
        if entry.domain in seen:
            yield f"`top-domains` must name each domain once: found `{name}` again"
        if entry.count < 1:
            yield f"the count of domain `{name}` must be 1 or more: found {entry.count}"
        seen.add(entry.domain)

    named = len(totals.top_domains)
    if named > totals.distinct_domains:
        yield (
            f"`top-domains` must not name more than `distinct-domains`: "
            f"found {named}, expected at most {totals.distinct_domains}"
        )
    if (totals.distinct_domains == 0) != (totals.accepted == 0):
        yield (
            f"`distinct-domains` must be 0 exactly when `accepted` is: "
            f"found {totals.distinct_domains} and {totals.accepted}"
        )

    # Each domain that isn't named has at least one user; if all are named, no user is left.
    found = sum(entry.count for entry in totals.top_domains)
    unnamed = max(totals.distinct_domains - named, 0)
    if found + unnamed > totals.accepted:
        yield (
            f"the counts of `top-domains`, and one for each of the {unnamed} domains not named, "
            f"must not exceed `accepted`: found {found} + {unnamed} = {found + unnamed}, "
            f"expected at most {totals.accepted}"
        )
    elif unnamed == 0 and found != totals.accepted:
        yield (
            f"the counts of `top-domains` must add up to `accepted`, since every domain is named: "
            f"found {found}, expected {totals.accepted}"
        )
