"""The job in DuckDB: SQL over its CSV reader, which stores the records that it can't read in a separate table.

Ids are MD5, since it has no SipHash. A record that a rule rejects is written with its fields, since the reader keeps
the text only of records that it can't read.

usage: run_duckdb.py INPUT OUT [THREADS [DELIM ENCODING]]     0 threads: as many as there are cores
"""

import sys
from pathlib import Path

import duckdb

from outcome import rule_of, write_summary

READ = """
create table rows as from read_csv(
    $input, auto_detect = false, header = true, delim = $delim, encoding = $encoding, quote = '"', escape = '"',
    columns = {'name': 'VARCHAR', 'email': 'VARCHAR', 'age': 'VARCHAR'},
    strict_mode = true, store_rejects = true, force_not_null = ['name', 'email', 'age']
)
"""

# The reader's `line` is the number of a record; the first is the header.
UNREADABLE = """
create table unreadable as
select line - 1 as record, any_value(csv_line) as raw, max(case error_type
    when 'UNQUOTED VALUE' then 'Malformed CSV'
    when 'INVALID ENCODING' then 'Not valid UTF-8'
    when 'TOO MANY COLUMNS' then 'Expected 3 fields, found more'
    when 'MISSING COLUMNS' then 'Expected 3 fields, found fewer'
    else error(error_message) end) as message
from reject_errors group by line
"""

# A row's number is its position among the rows plus the number of unreadable records before it. Two plain letters at
# the start decide nearly every name. The cast alone would accept an age of 1.5 or 1e3.
JUDGED = r"""
create table judged as
with steps as (
    select row_number() over (order by record) as earlier, record - earlier as row from unreadable
)
select
    rows.rowid + 1 + coalesce(steps.earlier, 0) as record, name, email, age, lower(email) as key,
    case when regexp_full_match(age, '[ \t]*[0-9]+[ \t]*') then try_cast(age as uinteger) end as years,
    case when regexp_matches(name, '^[A-Za-z0-9]{2}') then 2 else length(trim(name, $blanks)) end as letters,
    email like '_%@_%._%' and email not like '%@%@%' and email not like '%@.%' and email not like '%.' as is_email,
    coalesce(letters >= 2 and is_email and years between 13 and 150, false) as valid
from rows asof left join steps on rows.rowid >= steps.row
"""

# Of the valid rows with one address the first is accepted.
DECIDED = "create table decided as select *, min(record) over (partition by key) as first from judged where valid"

REJECTS = """
create table rejects as
select record, raw, null as name, null as email, null as age, [{'field': 'record', 'message': message}] as errors
from unreadable
union all
select record, null, name, email, age, case
    when years is null then [{'field': 'age', 'message': 'Age must be a whole number from 0 to 150'}]
    else list_filter([
        {'field': 'name', 'message': case letters
            when 0 then 'Name cannot be empty' when 1 then 'Name must be at least 2 characters' end},
        {'field': 'email', 'message': case when not is_email then 'Invalid email format' end},
        {'field': 'age', 'message': case
            when years < 13 then 'Must be at least 13 years old' when years > 150 then 'Invalid age' end}
    ], lambda error: error.message is not null) end
from judged where not valid
union all
select record, null, name, email, age,
    [{'field': 'email', 'message': 'Duplicate email, first seen in record ' || first}]
from decided where record <> first
"""

WRITE_USERS = """
copy (
    select 'usr_' || md5(key) as id, name, email, years as age from decided where record = first order by record
) to $path (format json)
"""
WRITE_REJECTS = "copy (from rejects order by record) to $path (format json)"

ERRORS = """
select error.field, split_part(error.message, ',', 1) as message, count(*)
from (select unnest(errors) as error from rejects) group by all
"""
AGES = "select years, count(*) from decided where record = first group by years order by years"
DOMAINS = """
select regexp_extract(key, '[^@]*$') as domain, count(*) as count
from decided where record = first group by domain order by count desc, domain
"""

# Unicode white space.
BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def main(source: str, out: str, threads: str = "0", delim: str = ",", encoding: str = "utf-8") -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"threads": int(threads)} if int(threads) else {})
    connection.execute(READ, {"input": source, "delim": delim, "encoding": encoding})
    connection.execute(UNREADABLE)
    connection.execute(JUDGED, {"blanks": BLANKS})
    connection.execute(DECIDED)
    connection.execute(REJECTS)
    connection.execute(WRITE_USERS, {"path": str(folder / "users.ndjson")})
    connection.execute(WRITE_REJECTS, {"path": str(folder / "rejects.ndjson")})

    ages = connection.execute(AGES).fetchall()
    domains = connection.execute(DOMAINS).fetchall()
    errors = [(-count, field, *rule_of(message)) for field, message, count in connection.execute(ERRORS).fetchall()]
    rejected = connection.execute("select count(*) from rejects").fetchall()[0][0]
    accepted = sum(count for _, count in ages)
    summary = {
        "read": accepted + rejected,
        "accepted": accepted,
        "rejected": rejected,
        "errors": [
            {"field": field, "rule": rule, "message": words, "count": -count}
            for count, field, rule, words in sorted(errors)
        ],
        "ages": [{"age": age, "count": count} for age, count in ages],
        "top_domains": [{"domain": domain, "count": count} for domain, count in domains[:10]],
        "distinct_domains": len(domains),
    }
    write_summary(folder, summary)


if __name__ == "__main__":
    main(*sys.argv[1:])
