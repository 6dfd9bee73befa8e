"""Text from input, prepared for display."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.text import INVISIBLE, inert, markup, shown
from strategies import texts


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("a\x00b", "a{U+0000}b"),
        ("a\r\nb\tc", "a{U+000D}{U+000A}b{U+0009}c"),
        ("moc\u202egnp.exe", "moc{U+202E}gnp.exe"),
        ("\u2066x\u2069", "{U+2066}x{U+2069}"),
        ("\u2028", "{U+2028}"),
        ("\ud800", "{U+D800}"),
        ("\ufffe\U0001ffff", "{U+FFFE}{U+1FFFF}"),
        ("👩‍👧", "👩{U+200D}👧"),
        ("\U000e0041\ufe0f", "{U+E0041}{U+FE0F}"),
        ("Zoë 例え مثال 👩", "Zoë 例え مثال 👩"),
    ],
)
def test_invisible_characters_are_shown_by_code_point(text: str, visible: str) -> None:
    """Invisible characters are spelled out; visible ones stay."""
    assert inert(text) == visible


@given(st.characters())
def test_every_control_format_and_reordering_mark_is_invisible(character: str) -> None:
    """Controls, format characters, surrogates and marks of direction are always spelled out."""
    acts = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    directs = unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    if acts or directs:
        assert INVISIBLE.match(character)


@given(texts, st.integers(5, 60))
def test_a_text_never_exceeds_its_columns(text: str, columns: int) -> None:
    """The shown text has at most the allowed width, and is never empty."""
    assert 0 < len(shown(text, columns)) <= max(columns, len("(empty)"))
    assert 0 < len(shown(text, columns, with_end=False)) <= max(columns, len("(empty)"))


@given(texts)
def test_a_text_that_fits_is_shown_whole(text: str) -> None:
    """A text that fits isn't cut."""
    assert shown(text, 100_000) == (inert(text) or "(empty)")


def test_a_long_text_keeps_both_ends_or_its_start() -> None:
    """The ellipsis replaces the middle, or the end if only the start matters."""
    assert shown("abcdefghij", 7) == "abc…hij"
    assert shown("abcdefghij", 7, with_end=False) == "abcdef…"


def test_a_wide_script_counts_two_columns_a_character() -> None:
    """Chinese is cut by its width, not by its number of characters."""
    assert shown("例" * 10, 9) == "例例…例例"


def test_a_text_of_megabytes_is_cut_at_once() -> None:
    """The middle of a very long text isn't read."""
    assert shown("<" * 5_000_000 + "\u202e", 9) == "<<<<…02E}"


@given(texts)
def test_markup_leaves_no_special_character(text: str) -> None:
    """After escaping, no character opens a tag or ends an attribute, and each ampersand starts an escape."""
    escaped = markup(text)
    assert not set(escaped) & set("<>\"'")
    for escape, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        escaped = escaped.replace(escape, plain)
    assert escaped == text
