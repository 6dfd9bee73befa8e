"""Each validator does the same in the pipeline as the default one."""

import os
from pathlib import Path

import pytest

import swap
from languages import LANGUAGES, Language

# The suites of tests/ run the vectors with the default one.
OTHERS = [language for name, language in LANGUAGES.items() if name != "rust"]

# Usually each vector goes through one or two languages, and some through Node. `make soak` and `make swap` run all.
STEPS = dict.fromkeys(swap.HOSTS, 1) if "SOAK" in os.environ else {"pipeline": 3, "pipeline-node": 23}


@pytest.fixture(scope="module", params=OTHERS, ids=lambda language: language.name)
def language(request: pytest.FixtureRequest) -> Language:
    """A language whose validator is in a pipeline."""
    language: Language = request.param
    swap.compose(language)
    return language


@pytest.mark.parametrize("host", swap.HOSTS)
def test_vectors_give_the_same_bytes(language: Language, host: str) -> None:
    first = OTHERS.index(language) % STEPS[host]
    assert swap.run_vectors(language, host, first, STEPS[host]) >= 200 // STEPS[host]


def test_a_pipeline_with_another_validator_is_noticed(language: Language) -> None:
    with pytest.raises(swap.Difference, match="alone"):
        swap.check_parts(language.pipeline, "rust")


def test_other_bytes_are_noticed(tmp_path: Path) -> None:
    good = tmp_path / "good"
    good.mkdir()
    (good / "users.ndjson").write_bytes(b"1\n2\n")
    other = tmp_path / "other"
    other.mkdir()
    for content, expected in (
        (b"1\n2\n", None),
        (b"1\n3\n", "x: users.ndjson:2: found `3`, expected `2`"),
        (b"1\n2\n\n", "x: users.ndjson: found 4 lines, expected 3"),
    ):
        (other / "users.ndjson").write_bytes(content)
        assert swap.difference(other, good, "x") == expected
    (other / "more").touch()
    assert swap.difference(other, good, "x") is not None
