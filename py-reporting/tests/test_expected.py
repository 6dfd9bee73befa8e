"""Reports on the sample runs are what they were last time somebody looked at them."""

import pytest

import expected
from reporting import Format, render
from samples import ALL


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("name", ALL)
def test_a_report_is_as_it_was_blessed(name: str, format: Format) -> None:
    """`make bless` writes what is expected; a change shows in review."""
    assert render(*ALL[name], format) == expected.path(name, format).read_bytes().decode()
