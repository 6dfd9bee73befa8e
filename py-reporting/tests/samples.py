"""Fixed sample runs."""

from dataclasses import replace

from reporting import AgeCount, Context, DomainCount, ErrorCount, Example, Problem, Setting, Source, Totals

NORTH = "exports/north & south.csv"
TEAM = "@team #1.ndjson"
INVALID = Problem("email", "email-invalid", "Invalid email format")
YOUNG = Problem("age", "too-young", "Must be at least 13 years old")
MALFORMED = Problem("record", "malformed", 'Not <b>well</b>-formed: "|"')

EMPTY = (Totals(read=0, accepted=0, rejected=0), Context(sources=(Source("users.csv", 0),)))

ALL_ACCEPTED = (
    Totals(
        read=3,
        accepted=3,
        rejected=0,
        ages=(AgeCount(13, 1), AgeCount(40, 2)),
        top_domains=(DomainCount("example.com", 3),),
        distinct_domains=1,
    ),
    Context(),
)

ALL_REJECTED = (
    Totals(
        read=2,
        accepted=0,
        rejected=2,
        errors=(ErrorCount("email", "email-invalid", "Invalid email format", 2),),
    ),
    Context(examples=(Example(1, "users.csv", 2, (INVALID,)), Example(2, "users.csv", 3, (INVALID,)))),
)

# An ordinary run, with texts that would break a format that doesn't escape them.
MIXED = (
    Totals(
        read=1_234,
        accepted=1_225,
        rejected=9,
        errors=(
            ErrorCount(INVALID.field, INVALID.rule, INVALID.message, 5),
            ErrorCount(YOUNG.field, YOUNG.rule, YOUNG.message, 3),
            ErrorCount(MALFORMED.field, MALFORMED.rule, MALFORMED.message, 2),
        ),
        ages=(
            AgeCount(13, 5),
            AgeCount(17, 20),
            AgeCount(18, 100),
            AgeCount(34, 600),
            AgeCount(35, 300),
            AgeCount(64, 150),
            AgeCount(74, 49),
            AgeCount(75, 1),
        ),
        top_domains=(
            DomainCount("example.com", 1_000),
            DomainCount("example.org", 200),
            DomainCount("<script>alert(1)</script>.example", 12),
            DomainCount("tick`pipe|back\\slash.example", 4),
            DomainCount("moc.elpmaxe\u202egnihton", 3),
            DomainCount("مثال.example", 3),
            DomainCount("a" * 63 + "." + "b" * 63 + ".example", 1),
        ),
        distinct_domains=9,
    ),
    Context(
        sources=(
            Source(NORTH, 1_200, 2, "gzip, semicolons", ("columns left out: `phone`, `<b>`", "1 empty row skipped")),
            Source(TEAM, 34),
        ),
        settings=(
            Setting("min-age", "13", chosen=True),
            Setting("allowed-domains", "", chosen=False),
            Setting("<b>|`", "@all, *.b*", chosen=True),
        ),
        examples=(
            Example(7, NORTH, 8, (INVALID, YOUNG)),
            Example(1_200, NORTH, 1_301, (INVALID,)),
            Example(1_201, TEAM, 1, (replace(MALFORMED, message="Malformed JSON: expected `:` at column 3"),)),
            Example(1_210, TEAM, 10, (INVALID, YOUNG, MALFORMED)),
        ),
        generated_at="2026-01-02 03:04 UTC",
    ),
)

ALL = {"empty": EMPTY, "accepted": ALL_ACCEPTED, "rejected": ALL_REJECTED, "mixed": MIXED}
