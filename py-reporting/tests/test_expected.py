"""Reports on the sample runs equal the reviewed ones."""

import pytest

import expected
from reporting import Format, render
from samples import ALL


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("name", ALL)
def test_a_report_is_as_it_was_blessed(name: str, format: Format) -> None:
    """`make bless` writes the expected files, so that a change is seen in review."""
    assert render(*ALL[name], format) == expected.path(name, format).read_bytes().decode()
