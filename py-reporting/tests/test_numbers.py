"""Numbers as text."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.numbers import counted, fraction, grouped, halves, length, percent

shares = st.integers(1, 2**64).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (1000, "1,000"), (2**64 - 1, "18,446,744,073,709,551,615")]
)
def test_thousands_are_separated_by_commas(number: int, text: str) -> None:
    """A comma separates thousands in every locale."""
    assert grouped(number) == text


def test_one_is_singular_and_all_else_plural() -> None:
    """The noun agrees with its number."""
    assert [counted(n, "record") for n in (0, 1, 2)] == ["0 records", "1 record", "2 records"]
    assert counted(2, "kind of error", "kinds of error") == "2 kinds of error"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 3, "0.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (3, 3, "100.0%"),
        (1, 2000, "0.1%"),  # exactly half a tenth is rounded up
        (1, 2001, "<0.1%"),
        (1999, 2000, ">99.9%"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_rounded_to_a_tenth_but_never_to_nothing_or_everything(part: int, whole: int, text: str) -> None:
    """A share is rounded half up; only none is `0.0%` and only all is `100.0%`."""
    assert percent(part, whole) == text


@given(shares)
def test_a_fraction_is_within_half_a_millionth(share: tuple[int, int]) -> None:
    """The fraction is at most half a millionth off, unless it would become zero or one."""
    part, whole = share
    text = fraction(part, whole)
    assert text is not None
    assert len(text) == len("0.123456")
    if "0.000001" < text < "0.999999":
        assert abs(Fraction(text) - Fraction(part, whole)) <= Fraction(1, 2_000_000)
    assert (text == "0.000000") == (part == 0)
    assert (text == "1.000000") == (part == whole)


def test_there_is_no_fraction_of_zero() -> None:
    """An empty run has no accept rate."""
    assert fraction(0, 0) is None


def test_half_of_an_odd_number_ends_in_a_half() -> None:
    """Halves are exact."""
    assert [halves(number) for number in (26, 27, 2_001)] == ["13", "13.5", "1,000.5"]


@given(shares)
def test_a_length_is_a_percentage_with_two_digits(share: tuple[int, int]) -> None:
    """A length lies between zero and the full length."""
    part, whole = share
    text = length(part, whole, 66)
    assert text.endswith("%")
    assert text[-4] == "."
    assert 0 <= Fraction(text[:-1]) <= 66
