"""Tests of the stage without bindings."""

import pytest

from stage import map_column, plain


@pytest.mark.parametrize("email", ["ann+news@example.com", "ann+a+b@example.com"])
def test_an_address_loses_its_tag(email: str) -> None:
    assert plain(email) == "ann@example.com"


@pytest.mark.parametrize("email", ["ann@example.com", "+news@example.com", "ann+news", "ann@a+b.c", "@", ""])
def test_an_address_without_a_tag_stays(email: str) -> None:
    assert plain(email) == email


def test_an_invalid_address_stays_invalid() -> None:
    assert plain("ann+news@@example.com") == "ann@@example.com"


def test_each_value_of_a_column_is_changed() -> None:
    assert map_column("é+x@a.bcb@d.e", [8, 8, 14], plain) == ("é@a.bcb@d.e", [6, 6, 12])
    assert map_column("", [], plain) == ("", [])
