"""The sentences that HTML, Markdown and SVG share. The only parts from input are numbers."""

from collections.abc import Sequence

from .ages import twice_median
from .model import Context, Example, Source, Totals
from .numbers import counted, grouped, halves, percent

SUBJECT = "User records"
ERRORS = "Why records were rejected"
AGES = "Ages of accepted users"
DOMAINS = "Top e-mail domains"
SOURCES = "Sources"
SOURCE = "Source"
IGNORED = "Ignored columns"
WORST = "Records with most errors"
SETTINGS = "How the run was done"
ROUNDING = "Shares are rounded to a tenth of a percent."


def headline(totals: Totals) -> str:
    """The result of the run in a few words."""
    if totals.read == 0:
        return "Nothing was read"
    if totals.read == 1:
        return "The one record was " + ("accepted" if totals.accepted else "rejected")
    if totals.rejected == 0:
        return f"All {grouped(totals.read)} records accepted"
    if totals.accepted == 0:
        return f"None of {grouped(totals.read)} records accepted"
    return f"{grouped(totals.accepted)} of {grouped(totals.read)} records accepted"


def read_from(sources: int) -> str:
    """Where the records of a run came from."""
    return f"Read from {counted(sources, 'source')}." if sources else "The sources weren't named."


def nothing_read(sources: int) -> str:
    """Why there is nothing to report."""
    if sources == 0:
        return "No source was named, so there is nothing to report."
    if sources == 1:
        return "The source holds no records, so there is nothing to report."
    return f"None of the {grouped(sources)} sources holds a record, so there is nothing to report."


def told(source: Source) -> list[str]:
    """How a source was read, as far as it isn't as usual, and what is to know about it."""
    return [f"Read as {source.reading}"] * bool(source.reading) + list(source.notes)


def ignores(context: Context) -> bool:
    """Whether a source has ignored columns; the reports list them only then."""
    return any(source.ignored_columns for source in context.sources)


def errors_note(totals: Totals) -> str:
    """How errors and rejected records relate."""
    if totals.rejected == 0:
        return "No record was rejected."
    errors = sum(error.count for error in totals.errors)
    records = counted(totals.rejected, "rejected record")
    if errors == totals.rejected:
        return f"{counted(errors, 'error')} in {records}."
    return f"{counted(errors, 'error')} in {records}; a record can have several."


def worst_note(worst: Sequence[Example]) -> str:
    """Which records are listed, and where to find the others."""
    most = len(worst[0].problems)
    which = (
        "No record has more than one error; these are the first."
        if most == 1
        else f"No record has more than {counted(most, 'error')}."
    )
    return f"{which} Every rejected record is in rejects.ndjson, with its content."


def settings_sentence(context: Context) -> str:
    """The sentence after a list of only those settings that were set."""
    if any(setting.chosen for setting in context.settings):
        return "All other settings are the defaults."
    return "All settings are the defaults."


def origin(is_chosen: bool) -> str:
    """Where the value of a setting comes from."""
    return "set" if is_chosen else "default"


def ages_note(totals: Totals) -> str:
    """The youngest, oldest and median age."""
    if totals.accepted == 0:
        return "No user was accepted, so there are no ages to show."
    youngest, median, oldest = age_figures(totals)
    return f"The youngest is {youngest}, the oldest {oldest}; the median age is {median}."


def age_figures(totals: Totals) -> tuple[str, str, str]:
    """The youngest, the median and the oldest age. At least one user must have been accepted."""
    ages = totals.ages
    return grouped(ages[0].age), halves(twice_median(ages)), grouped(ages[-1].age)


def domains_note(totals: Totals) -> str:
    """How many of all domains the list shows."""
    if totals.accepted == 0:
        return "No user was accepted, so there are no domains to show."
    users = sum(entry.count for entry in totals.top_domains)
    listed = len(totals.top_domains)
    if listed == totals.distinct_domains:
        return f"{counted(totals.accepted, 'user')} at {counted(listed, 'domain')}."
    largest = "largest has" if listed == 1 else f"{grouped(listed)} largest have"
    return (
        f"{counted(totals.accepted, 'user')} at {counted(totals.distinct_domains, 'domain')}; "
        f"the {largest} {percent(users, totals.accepted)} of the users."
    )


def left_out(number: int, one: str, many: str | None = None) -> str:
    """The end of a list that was cut."""
    return f"and {counted(number, 'more ' + one, 'more ' + (many or one + 's'))}"
