"""JSON for programs."""

import json
from fractions import Fraction

import pytest
from hypothesis import given

from reporting import Context, Format, Source, Totals, render
from reporting.text import INVISIBLE
from samples import ALL, EMPTY, MIXED
from strategies import runs

KEYS = [
    "read",
    "accepted",
    "rejected",
    "accept_rate",
    "sources",
    "errors",
    "ages",
    "age_bands",
    "top_domains",
    "distinct_domains",
    "examples",
    "settings",
]


def _json(run: tuple[Totals, Context]) -> str:
    return render(*run, Format.JSON)


@given(runs())
def test_it_reads_back_as_the_totals_it_was_made_from(run: tuple[Totals, Context]) -> None:
    """Nothing is cut or changed: every text and every number reads back the same."""
    totals, context = run
    found = json.loads(_json(run))
    assert (found["read"], found["accepted"], found["rejected"]) == (totals.read, totals.accepted, totals.rejected)
    assert [(e["field"], e["rule"], e["message"], e["count"]) for e in found["errors"]] == [
        (error.field, error.rule, error.message, error.count) for error in totals.errors
    ]
    assert [(e["age"], e["count"]) for e in found["ages"]] == [(entry.age, entry.count) for entry in totals.ages]
    assert [(e["domain"], e["count"]) for e in found["top_domains"]] == [
        (entry.domain, entry.count) for entry in totals.top_domains
    ]
    assert found["distinct_domains"] == totals.distinct_domains
    sources = [(entry["name"], entry["records"], entry["ignored_columns"]) for entry in found["sources"]]
    assert sources == [(source.name, source.records, source.ignored_columns) for source in context.sources]
    settings = [(entry["key"], entry["value"], entry["chosen"]) for entry in found["settings"]]
    assert settings == [(setting.key, setting.value, setting.chosen) for setting in context.settings]
    examples = [
        (e["record"], e["input"], e["line"], [(p["field"], p["rule"], p["message"]) for p in e["problems"]])
        for e in found["examples"]
    ]
    assert examples == [
        (e.record, e.input, e.line, [(p.field, p.rule, p.message) for p in e.problems]) for e in context.examples
    ]
    assert found.get("generated_at") == context.generated_at
    assert sum(band["count"] for band in found["age_bands"]) == totals.accepted


@given(runs())
def test_nothing_invisible_is_raw_in_it(run: tuple[Totals, Context]) -> None:
    """Invisible characters are written as escapes, so that an editor shows the file as it is."""
    assert set(INVISIBLE.findall(_json(run))) == {"\n"}


@pytest.mark.parametrize("name", ALL)
def test_its_keys_stand_in_a_fixed_order(name: str) -> None:
    """The keys are always the same; `generated_at` is there only if given."""
    totals, context = ALL[name]
    given = ["generated_at"] * (context.generated_at is not None)
    assert list(json.loads(_json(ALL[name]))) == KEYS + given
    assert _json((totals, context)).endswith("\n}\n")


def test_letters_of_every_script_stand_as_they_are() -> None:
    """It is UTF-8, not ASCII."""
    assert '"domain": "مثال.example"' in _json(MIXED)


def test_a_lone_surrogate_becomes_an_escape() -> None:
    """Malformed text, which only a native caller can pass, still gives valid UTF-8."""
    text = _json((EMPTY[0], Context(sources=(Source("\ud800", 0),))))
    assert '"name": "\\ud800"' in text
    text.encode()


def test_the_accept_rate_is_a_number_of_six_digits() -> None:
    """The rate is a plain decimal, without an exponent."""
    assert '\n  "accept_rate": 0.992707,\n' in _json(MIXED)
    assert abs(Fraction(1_225, 1_234) - Fraction("0.992707")) < Fraction(1, 2_000_000)


def test_an_empty_run_has_no_accept_rate() -> None:
    """An empty run has no rate."""
    assert json.loads(_json(EMPTY))["accept_rate"] is None


def test_the_last_age_band_has_no_end() -> None:
    """A band has its first and its last age; the last band is open."""
    found = json.loads(_json(MIXED))["age_bands"]
    assert found[0] == {"from": 13, "to": 17, "count": 25}
    assert found[-1] == {"from": 75, "to": None, "count": 1}
