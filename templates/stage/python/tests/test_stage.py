"""What the stage does, without bindings."""

import pytest

from stage import map_column, plain


@pytest.mark.parametrize("email", ["ann+news@example.com", "ann+a+b@example.com"])
def test_an_address_loses_its_tag(email: str) -> None:
    assert plain(email) == "ann@example.com"


@pytest.mark.parametrize("email", ["ann@example.com", "+news@example.com", "ann+news", "ann@a+b.c", "@", ""])
def test_what_has_no_tag_stays(email: str) -> None:
    assert plain(email) == email


def test_what_is_no_address_stays_none() -> None:
    assert plain("ann+news@@example.com") == "ann@@example.com"


def test_a_column_has_its_values_in_their_places() -> None:
    assert map_column("é+x@a.bcb@d.e", [8, 8, 14], plain) == ("é@a.bcb@d.e", [6, 6, 12])
    assert map_column("", [], plain) == ("", [])
