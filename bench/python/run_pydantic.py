"""The job in Python with pydantic v2: the csv module, and a model whose fields state the rules.

Ids are BLAKE2, since Python's hashlib has no SipHash. A rejected record is written with its fields if they are known,
since the csv module doesn't return the text of a record.

usage: run_pydantic.py INPUT OUT
"""

import csv
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Field, ValidationError

from outcome import Output

# Two characters that remain when surrounding white space is stripped.
NAME = r"(?s)\S.*\S"
EMAIL = r"^[^@]+@[^@.][^@]*\.[^@]*[^@.]$"
LARGEST_NUMBER = 2**32 - 1


class User(BaseModel):
    name: Annotated[str, Field(pattern=NAME)]
    email: Annotated[str, Field(pattern=EMAIL)]
    age: Annotated[int, Field(ge=13, le=150)]


def errors_of(error: ValidationError, name: str) -> list[dict[str, str]]:
    """A record's errors in the pipeline's wording."""
    found = error.errors(include_url=False, include_context=False)
    if any(item["type"] == "string_unicode" for item in found):
        return [{"field": "record", "message": "Not valid UTF-8"}]
    errors = []
    for item in found:
        match item["loc"][0], item["type"]:
            case "name", _:
                short = "Name must be at least 2 characters" if name.strip() else "Name cannot be empty"
                errors.append({"field": "name", "message": short})
            case "email", _:
                errors.append({"field": "email", "message": "Invalid email format"})
            case "age", "greater_than_equal" if not item["input"].strip().startswith("-"):
                errors.append({"field": "age", "message": "Must be at least 13 years old"})
            case "age", "less_than_equal" if int(item["input"]) <= LARGEST_NUMBER:
                errors.append({"field": "age", "message": "Invalid age"})
            case _:
                return [{"field": "age", "message": "Age must be a whole number from 0 to 150"}]
    return errors


def main(source: str, out: str) -> None:
    output = Output(Path(out))
    totals = output.totals
    taken: dict[str, int] = {}
    record = 0
    validate = User.model_validate
    dumps, newline = orjson.dumps, orjson.OPT_APPEND_NEWLINE

    def reject(errors: list[dict[str, str]], fields: dict[str, Any]) -> None:
        totals.reject(errors)
        # Bytes that aren't UTF-8 were read as surrogates, which can't be written.
        fields = {key: value.encode(errors="replace").decode() for key, value in fields.items()}
        output.rejects.write(dumps({"record": record, **fields, "errors": errors}, option=newline))

    with open(source, encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        header = next(rows)
        places = [header.index(name) for name in ("name", "email", "age")]
        while True:
            try:
                row = next(rows)
            except StopIteration:
                break
            except csv.Error:
                record += 1
                reject([{"field": "record", "message": "Malformed CSV"}], {})
                continue
            if not row:
                continue
            record += 1
            if len(row) != len(header):
                message = f"Expected {len(header)} fields, found {len(row)}"
                reject([{"field": "record", "message": message}], {})
                continue
            name, email, age = (row[place] for place in places)
            fields = {"name": name, "email": email, "age": age}
            try:
                user = validate(fields)
            except ValidationError as error:
                reject(errors_of(error, name), fields)
                continue
            key = email.lower()
            first = taken.setdefault(key, record)
            if first != record:
                message = f"Duplicate email, first seen in record {first}"
                reject([{"field": "email", "message": message}], fields)
                continue
            digest = blake2b(key.encode(), digest_size=16).hexdigest()
            line = {"id": "usr_" + digest, "name": user.name, "email": user.email, "age": user.age}
            output.users.write(dumps(line, option=newline))
            totals.ages[user.age] += 1
            totals.domains[key.rpartition("@")[2]] += 1
    output.finish()


if __name__ == "__main__":
    main(*sys.argv[1:])
