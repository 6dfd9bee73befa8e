-- What a new store file begins with.
--
-- A key-value store is a table `kv_NAME`, created when it is first opened. Rows are kept in the order in which they were
-- added, and an index finds them by key. That is a third faster than rows in the order of their keys, and needs less of the
-- cache.
CREATE TABLE kv_users (key TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT;

-- The users, which the service keeps as JSON, as columns for queries in SQL.
CREATE VIEW users AS SELECT
    value ->> 'id' AS id,
    value ->> 'name' AS name,
    value ->> 'email' AS email,
    value ->> 'age' AS age,
    value -> 'columns' AS columns,
    value ->> 'import' AS import,
    value ->> 'record' AS record
FROM kv_users;
