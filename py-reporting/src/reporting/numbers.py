"""Numbers as text. Integer arithmetic and no locale, so that every machine gives the same text."""


def grouped(number: int) -> str:
    """With a comma between thousands: `1,234,567`."""
    return f"{number:,}"


def grouped_if_number(text: str) -> str:
    """Text that is only a number is grouped; other text stays as it is."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 20 and not text.startswith("0")
    return grouped(int(text)) if is_number else text


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and what it counts: `1 record`, `2 records`."""
    return f"{grouped(number)} {one if number == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """A share, rounded half up to a tenth. Only none is `0.0%`, only all is `100.0%`; a share of zero is `–`."""
    if whole == 0:
        return "–"
    tenths = _rounded(part, whole, 1000)
    if tenths == 0 and part > 0:
        return "<0.1%"
    if tenths == 1000 and part < whole:
        return ">99.9%"
    return f"{tenths // 10}.{tenths % 10}%"


def fraction(part: int, whole: int) -> str | None:
    """A share as a decimal fraction with six digits; None for a share of zero.

    Only none is `0.000000`, only all is `1.000000`.
    """
    if whole == 0:
        return None
    millionths = _rounded(part, whole, 1_000_000)
    if 0 < part < whole:
        millionths = min(max(millionths, 1), 999_999)
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06}"


def halves(number: int) -> str:
    """Half of a number: `34` or `34.5`."""
    return grouped(number // 2) + (".5" if number % 2 else "")


def length(part: int, whole: int, full: int = 100) -> str:
    """The length of a part, such as `61.54%`, if the whole is `full` percent long."""
    hundredths = _rounded(part, whole, full * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _rounded(part: int, whole: int, scale: int) -> int:
    return (2 * part * scale + whole) // (2 * whole)
