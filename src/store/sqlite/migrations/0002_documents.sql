-- Numbers that ascend and are never given twice, also when the rows that had them are gone.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    collection TEXT NOT NULL,
    key        TEXT NOT NULL,
    "group"    TEXT NOT NULL,
    body       TEXT NOT NULL,
    expires    INTEGER,
    updated    INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
) STRICT;
CREATE INDEX documents_by_group ON documents (collection, "group", key) WHERE "group" <> '';
CREATE INDEX documents_by_expiry ON documents (expires) WHERE expires IS NOT NULL;

CREATE TABLE streams (
    stream   TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    key      TEXT NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (stream, sequence)
) STRICT;
CREATE INDEX streams_by_key ON streams (stream, key, sequence) WHERE key <> '';
CREATE INDEX streams_by_time ON streams (stream, time);
