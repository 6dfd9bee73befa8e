"""Age bands and the median."""

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from reporting import AgeCount
from reporting.ages import bands, twice_median

people = st.lists(st.integers(0, 200), min_size=1, max_size=60)


def _counted(people: list[int]) -> tuple[AgeCount, ...]:
    return tuple(AgeCount(age, people.count(age)) for age in sorted(set(people)))


@given(people)
def test_everybody_is_in_the_band_of_their_age(people: list[int]) -> None:
    """Each band has the users whose age lies within it, and all bands together have all users."""
    found = bands(_counted(people))
    for band in found:
        assert band.count == sum(band.first <= age and (band.last is None or age <= band.last) for age in people)
    assert sum(band.count for band in found) == len(people)


@given(people)
def test_the_median_is_that_of_the_single_ages(people: list[int]) -> None:
    """The median equals that of a list of all ages."""
    assert twice_median(_counted(people)) == 2 * median(people)


def test_the_bands_are_always_the_same_eight() -> None:
    """Empty bands are listed as well."""
    assert [band.name for band in bands(())] == [
        "13–17", "18–24", "25–34", "35–44", "45–54", "55–64", "65–74", "75+",
    ]  # fmt: skip


def test_a_band_below_thirteen_appears_when_somebody_is_in_it() -> None:
    """Rules may change, so users below 13 are counted too."""
    assert [band.name for band in bands((AgeCount(12, 1),))][:2] == ["0–12", "13–17"]


def test_ages_at_the_edge_of_a_band_belong_to_it() -> None:
    """17 is in the first band, 18 in the second, 75 in the last."""
    found = bands((AgeCount(13, 1), AgeCount(17, 2), AgeCount(18, 4), AgeCount(74, 8), AgeCount(75, 16)))
    assert [band.count for band in found] == [3, 4, 0, 0, 0, 0, 8, 16]
