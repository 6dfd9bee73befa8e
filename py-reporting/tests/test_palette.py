"""Colours have enough contrast."""

import pytest

from reporting.palette import DARK, LIGHT


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_bars_stand_out(palette: dict[str, str]) -> None:
    """Text has a contrast of 4.5 to 1 or more (WCAG AA), a bar 3 to 1."""
    for ground in (palette["ground"], palette["paper"]):
        assert all(_contrast(palette[text], ground) >= 4.5 for text in ("ink", "soft"))
        assert all(_contrast(palette[bar], ground) >= 3 for bar in ("good", "bad", "bar"))


def test_both_palettes_name_the_same_colours() -> None:
    """Dark replaces every colour of light."""
    assert list(LIGHT) == list(DARK)
