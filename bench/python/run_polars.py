"""The job in Polars: expressions over the lines of the file.

Its CSV reader returns the lines, but isn't used to split them: it always stops at text after a closing quote, and
doesn't distinguish a missing field from an empty one. Ids are two 64-bit hashes, since it has no SipHash.

usage: run_polars.py INPUT OUT
"""

import sys
from pathlib import Path

import polars as pl

from outcome import rule_of, write_summary

LINE = pl.col("line")
# No text contains this character, so each line is one field.
NEVER = "\x1f"
NOT_UTF8 = "\ufffd"
FIELDS = ["name", "email", "age"]

FIELD = r'("(?:[^"]|"")*"|[^",][^,]*|)'
THREE_FIELDS = f"^{FIELD},{FIELD},{FIELD}$"
ANY_FIELDS = f"^{FIELD}(?:,{FIELD})*$"
EMAIL = r"^[^@]+@[^@.][^@]*\.[^@]*[^@.]$"
AGE = r"^[ \t]*([0-9]+)[ \t]*$"


def records(source: str) -> pl.DataFrame:
    """The records, numbered: the file's lines, where lines within a quoted field are joined."""
    lines = pl.read_csv(
        source,
        has_header=False,
        skip_lines=1,
        separator=NEVER,
        quote_char=None,
        schema={"line": pl.String},
        encoding="utf8-lossy",
        empty_string_is_null=False,
    )
    is_open = lines.select((LINE.str.count_matches('"', literal=True) % 2).cum_sum() % 2 == 1).to_series()
    if is_open.any():
        goes_on = is_open.shift(1, fill_value=False)
        lines = lines.with_columns(start=(~goes_on).cum_sum())
        several = is_open | goes_on
        joined = lines.filter(several).group_by("start").agg(LINE.str.join("\n"))
        lines = pl.concat([lines.filter(~several), joined.select("line", "start")]).sort("start").select("line")
    return lines.filter(LINE.str.strip_chars(" \t\r") != "").with_row_index("record", offset=1)


def fields(lines: pl.DataFrame) -> pl.LazyFrame:
    """The fields of each record, or in `defect` the reason why they can't be read."""
    quoted = LINE.str.contains('"', literal=True)
    split = LINE.str.split_exact(",", 3).struct.rename_fields([*FIELDS, "more"])
    plain = lines.lazy().filter(~quoted).with_columns(split.alias("fields")).unnest("fields")
    plain = plain.with_columns(
        pl.when(pl.col("age").is_null() | pl.col("more").is_not_null())
        .then(pl.lit("Expected 3 fields"))
        .alias("defect")
    ).drop("more")

    matched = LINE.str.extract_groups(THREE_FIELDS).struct.rename_fields(FIELDS)
    rest = lines.lazy().filter(quoted).with_columns(matched.alias("fields")).unnest("fields")
    inside = pl.col(FIELDS).str.strip_prefix('"').str.strip_suffix('"').str.replace_all('""', '"', literal=True)
    rest = rest.with_columns(
        pl.when(pl.col(FIELDS).str.starts_with('"')).then(inside).otherwise(pl.col(FIELDS)),
        pl.when(~LINE.str.contains(ANY_FIELDS))
        .then(pl.lit("Malformed CSV"))
        .when(pl.col("name").is_null())
        .then(pl.lit("Expected 3 fields"))
        .alias("defect"),
    )
    not_utf8 = pl.when(LINE.str.contains(NOT_UTF8, literal=True)).then(pl.lit("Not valid UTF-8"))
    return pl.concat([plain, rest]).with_columns(not_utf8.otherwise(pl.col("defect")).alias("defect"))


def problems(broken: pl.DataFrame, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Each error of each rejected record, in order."""
    defect, years, letters = pl.col("defect"), pl.col("years"), pl.col("letters")
    sound = defect.is_null() & years.is_not_null()
    found = [
        ("record", defect.is_not_null(), defect),
        ("age", defect.is_null() & years.is_null(), pl.lit("Age must be a whole number from 0 to 150")),
        ("name", sound & (letters == 0), pl.lit("Name cannot be empty")),
        ("name", sound & (letters == 1), pl.lit("Name must be at least 2 characters")),
        ("email", sound & ~pl.col("is_email"), pl.lit("Invalid email format")),
        ("age", sound & (years < 13), pl.lit("Must be at least 13 years old")),
        ("age", sound & (years > 150), pl.lit("Invalid age")),
    ]
    lists = [
        broken.filter(condition).select("record", LINE, pl.lit(field).alias("field"), message.alias("message"))
        for field, condition, message in found
    ]
    taken = pl.format("Duplicate email, first seen in record {}", "first")
    lists.append(duplicates.select("record", LINE, pl.lit("email").alias("field"), taken.alias("message")))
    return pl.concat(lists).sort("record", maintain_order=True)


def main(source: str, out: str) -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    email, years, letters = pl.col("email"), pl.col("years"), pl.col("letters")
    judged = (
        fields(records(source))
        .with_columns(
            years=pl.col("age").str.extract(AGE).cast(pl.UInt32, strict=False),
            letters=pl.col("name").str.strip_chars().str.len_chars(),
            is_email=email.str.contains(EMAIL),
            key=email.str.to_lowercase(),
        )
        .with_columns(
            valid=(
                pl.col("defect").is_null() & (letters >= 2) & pl.col("is_email") & years.is_between(13, 150)
            ).fill_null(False)
        )
        .sort("record")
        .collect()
    )
    valid = judged.filter("valid")
    fresh = valid["key"].is_first_distinct()
    accepted = valid.filter(fresh)
    duplicates = valid.filter(~fresh).join(accepted.select("key", first="record"), on="key")
    identity = pl.format("usr_{}{}", pl.col("key").hash(1), pl.col("key").hash(2))
    accepted.select(identity.alias("id"), "name", "email", years.alias("age")).write_ndjson(folder / "users.ndjson")
    errors = problems(judged.filter(~judged["valid"]), duplicates)
    rejects = errors.group_by("record", LINE.alias("raw"), maintain_order=True).agg(
        errors=pl.struct("field", "message")
    )
    rejects.write_ndjson(folder / "rejects.ndjson")

    message = pl.col("message").str.splitn(",", 2).struct[0]
    found = errors.group_by("field", message).len().rows()
    ages = accepted.group_by("years").len().sort("years").rows()
    domains = (
        accepted.group_by(pl.col("key").str.splitn("@", 2).struct[1].alias("domain"))
        .len()
        .sort(["len", "domain"], descending=[True, False])
    )
    counts = sorted((-count, field, *rule_of(message)) for field, message, count in found)
    summary = {
        "read": judged.height,
        "accepted": accepted.height,
        "rejected": rejects.height,
        "errors": [
            {"field": field, "rule": rule, "message": words, "count": -count} for count, field, rule, words in counts
        ],
        "ages": [{"age": age, "count": count} for age, count in ages],
        "top_domains": [{"domain": domain, "count": count} for domain, count in domains.head(10).rows()],
        "distinct_domains": domains.height,
    }
    write_summary(folder, summary)


if __name__ == "__main__":
    main(*sys.argv[1:])
