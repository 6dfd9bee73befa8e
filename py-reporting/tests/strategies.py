"""Random runs: their totals are consistent, and their texts are hostile."""

from hypothesis import strategies as st

from reporting import AgeCount, Context, DomainCount, ErrorCount, Example, Problem, Setting, Source, Totals

NASTY = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</svg></title></desc>",
    "]]>",
    "<!--",
    "-->",
    "&amp;",
    "&#x3c;",
    '"',
    "'",
    '" onload="alert(1)',
    "`",
    "``",
    "|",
    "\\",
    "\\|",
    "\n",
    "\r\n| x |",
    "\x00",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\ufffe",
    "\U000e0041",
    "@someone",
    "#1",
    "https://example.com",
    "**bold**",
    "{{7*7}}",
    "مثال",
    "例え",
    "👩‍👩‍👧",
    "e\u0301",
)

texts = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from(NASTY) | st.text(max_size=3), max_size=6).map("".join),
    st.text(alphabet="ab.-", min_size=60, max_size=300),
)
counts = st.integers(1, 9) | st.integers(1, 2**40)
settings = st.builds(Setting, key=texts, value=texts, chosen=st.booleans())


@st.composite
def runs(draw: st.DrawFn) -> tuple[Totals, Context]:
    """Totals and their context."""
    domains = draw(st.lists(st.tuples(texts, counts), max_size=10, unique_by=lambda entry: entry[0]))
    unnamed = draw(st.integers(0, 5)) if domains else 0
    others = unnamed and unnamed + draw(st.integers(0, 1000))
    accepted = sum(count for _, count in domains) + others
    rejected = draw(st.integers(0, 3) | st.integers(0, 2**40))
    read = accepted + rejected
    ages = draw(st.lists(st.integers(0, 200), min_size=1, max_size=12, unique=True)) if accepted else []
    errors = draw(_errors(rejected))
    return (
        Totals(
            read=read,
            accepted=accepted,
            rejected=rejected,
            errors=tuple(errors),
            ages=tuple(
                AgeCount(age, count)
                for age, count in zip(sorted(ages), draw(_parts(accepted, len(ages))), strict=True)
                if count
            ),
            top_domains=tuple(DomainCount(domain, count) for domain, count in domains),
            distinct_domains=len(domains) + unnamed,
        ),
        Context(
            sources=tuple(
                Source(
                    draw(texts),
                    records,
                    draw(st.integers(0, 2_000)),
                    draw(texts),
                    tuple(draw(st.lists(texts, max_size=3))),
                )
                for records in draw(_parts(read, draw(st.integers(0, 4))))
            ),
            settings=tuple(draw(st.lists(settings, max_size=4))),
            examples=tuple(draw(_examples(read, errors))),
            generated_at=draw(st.none() | texts),
        ),
    )


@st.composite
def _errors(draw: st.DrawFn, rejected: int) -> list[ErrorCount]:
    if rejected == 0:
        return []
    some = st.builds(ErrorCount, field=texts, rule=texts, message=texts, count=st.integers(1, rejected))
    every = st.builds(ErrorCount, field=texts, rule=texts, message=texts, count=st.just(rejected))
    return [draw(every), *draw(st.lists(some, max_size=14))]


@st.composite
def _examples(draw: st.DrawFn, read: int, errors: list[ErrorCount]) -> list[Example]:
    if not errors:
        return []
    records = draw(st.lists(st.integers(1, read), max_size=12, unique=True))
    kinds = st.lists(st.sampled_from(errors), min_size=1, max_size=3)
    return [
        Example(
            record,
            draw(texts),
            draw(counts),
            tuple(Problem(kind.field, kind.rule, draw(texts)) for kind in draw(kinds)),
        )
        for record in sorted(records)
    ]


@st.composite
def _parts(draw: st.DrawFn, whole: int, number: int) -> list[int]:
    """`number` counts that add up to the whole."""
    if number == 0:
        return []
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=number - 1, max_size=number - 1)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]
