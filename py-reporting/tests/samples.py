"""Fixed runs that tests look at."""

from reporting import AgeCount, ConfigEntry, Context, DomainCount, ErrorCount, Source, Totals

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
    Context(),
)

# A run of every day, with texts in it that would break out of a format that doesn't escape them.
MIXED = (
    Totals(
        read=1_234,
        accepted=1_225,
        rejected=9,
        errors=(
            ErrorCount("email", "email-invalid", "Invalid email format", 5),
            ErrorCount("age", "too-young", "Must be at least 13 years old", 3),
            ErrorCount("record", "malformed", 'Not <b>well</b>-formed: "|"', 2),
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
        sources=(Source("exports/north & south.csv", 1_200, 2), Source("@team #1.ndjson", 34)),
        rules=(ConfigEntry("min-age", "13"), ConfigEntry("allowed-domains", ""), ConfigEntry("<b>|`", "@all, *.b*")),
        generated_at="2026-01-02 03:04 UTC",
    ),
)

ALL = {"empty": EMPTY, "accepted": ALL_ACCEPTED, "rejected": ALL_REJECTED, "mixed": MIXED}
