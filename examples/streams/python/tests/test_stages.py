"""The stages as plain Python: reading, masking, judging."""

import json
from pathlib import Path
from typing import Any

import pytest

from columns import mapped, values
from mask import mask_email, mask_name
from records import Batch, Defect, InputError, LimitError, Records, whole
from rules import Rule, violations

CASES = json.loads((Path(__file__).parents[4] / "tests/vectors/validator/cases.json").read_text())
DEFAULTS = [group for group in CASES["judged"] if not group["rules"]]

CSV = (
    b"\xef\xbb\xbfAge, email ,x,NAME\r\n"
    b"30,a@b.example,,Ann\r\n"
    b"\n"
    b'31,b@b.example,"1\n2"," B ""b"""\n'
    b"old,c@b.example,,C c\n"
    b"1,2\n"
    b'"1"x,d@b.example,,D d\n'
    b"30,e@b.example,\xff,E e\n"
    b" 3e1 ,\xc3\xb6@b.example,,\xc3\x96\xc2\xa0\n"
)


def read(data: bytes, size: int) -> list[Batch]:
    records = Records("users.csv")
    found = [records.feed(data[at : at + size]) for at in range(0, len(data), size)]
    return [batch for batch in [*found, records.end()] if batch]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 10_000])
def test_the_records_are_the_same_for_any_split(size: int) -> None:
    batches = read(CSV, size)
    assert [name for batch in batches for name in batch.names] == ["Ann", 'B "b"', "Ö"]
    assert [email for batch in batches for email in batch.emails] == ["a@b.example", "b@b.example", "ö@b.example"]
    assert [age for batch in batches for age in batch.ages] == [30, 31, 30]
    assert [line for batch in batches for line in batch.lines] == [2, 4, 6, 7, 8, 9, 10]
    assert [defect for batch in batches for _, defect in batch.unreadable] == [
        Defect.INVALID_NUMBER,
        Defect.WRONG_FIELD_COUNT,
        Defect.MALFORMED,
        Defect.INVALID_UTF8,
    ]
    firsts = [batch.first for batch in batches]
    assert firsts == [1 + sum(len(batch.lines) for batch in batches[:at]) for at in range(len(batches))]


@pytest.mark.parametrize("data", [b"", b"name,email\nAnn,a@b.example\n", b"name,name,email,age\n", b'"x'])
def test_an_input_without_a_header_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^users\.csv:1:1: cannot read the CSV header: found "):
        read(data, 5)


def test_a_record_that_is_too_long_is_an_error() -> None:
    records = Records("users.csv", 20)
    records.feed(b"name,email,age\n")
    with pytest.raises(LimitError, match=r"^users\.csv:2:1: .*`max-record-bytes`"):
        records.feed(b'"' + 20 * b"\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30", 30), (" 030 ", 30), ("30.0", 30), ("3e1", 30), ("4294967295", 4294967295), ("0e999999999", 0)]
    + [
        (wrong, None)
        for wrong in ("", "4294967296", "30.5", "-1", "1e999999999", "1e-999999999", "٣", "1_0", "inf", ".5")
    ],
)
def test_an_age_is_a_whole_number(text: str, expected: int | None) -> None:
    assert whole(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Ann Lee", "A** ***"), (" \xa0Ömer", " \xa0Ö***"), ("", ""), (" ", " ")]
)
def test_a_name_keeps_its_length_and_its_words(name: str, expected: str) -> None:
    assert mask_name(name) == expected


@pytest.mark.parametrize(
    ("email", "expected"), [("ann@a.example", "a**@a.example"), ("a@b@c", "a@b@c"), ("nobody", "n*****"), ("@x", "@x")]
)
def test_an_address_keeps_its_domain(email: str, expected: str) -> None:
    assert mask_email(email) == expected


def test_the_ends_follow_the_values() -> None:
    assert mapped("ÖäÖäAnn", [4, 8, 11], mask_name) == ("Ö*Ö*A**", [3, 6, 9])
    with pytest.raises(ValueError, match="end"):
        list(values("Ann", [2]))


@pytest.mark.parametrize("group", DEFAULTS, ids=lambda group: group["about"])
def test_users_break_these_rules(group: dict[str, Any]) -> None:
    names, emails, ages, broken = zip(*group["users"], strict=True)
    expected = [(row, Rule[rule.upper().replace("-", "_")]) for row, rules in enumerate(broken) for rule in rules]
    assert violations(names, emails, ages) == expected
