"""Tables of the page."""

from collections.abc import Iterable, Sequence

from .text import markup, shown


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and heads its row; all others are numbers. Cells are markup."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    return (
        f'<table>\n<caption class="unseen">{caption}</caption>\n'
        f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def given(text: str, columns: int, *, with_end: bool = True) -> str:
    """Text from input, kept apart from the direction of what stands around it."""
    return f"<bdi>{markup(shown(text, columns, with_end=with_end))}</bdi>"
