"""Columns: many strings in one text, each with its end in bytes of UTF-8."""

from collections.abc import Callable, Iterable, Iterator, Sequence


def values(text: str, ends: Sequence[int]) -> Iterator[str]:
    """The values in order. Raises an error if the column is malformed, which is a bug of the caller."""
    if (ends[-1] if ends else 0) != len(text if text.isascii() else text.encode()):
        raise ValueError("the last value of a column doesn't end where its text does")
    start = 0
    if text.isascii():
        for end in ends:
            yield text[start:end]
            start = end
        return
    raw = text.encode()
    for end in ends:
        yield raw[start:end].decode()
        start = end


def column(texts: Iterable[str]) -> tuple[str, list[int]]:
    """The column of these values."""
    texts = list(texts)
    text = "".join(texts)
    ends = []
    end = 0
    for value in texts:
        end += len(value) if value.isascii() else len(value.encode())
        ends.append(end)
    return text, ends


def mapped(text: str, ends: Sequence[int], change: Callable[[str], str]) -> tuple[str, list[int]]:
    """The column of the values, changed one by one."""
    return column(change(value) for value in values(text, ends))
