CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    subject  TEXT NOT NULL,
    envelope TEXT NOT NULL,
    time     INTEGER NOT NULL
) STRICT;

CREATE TABLE applied (
    consumer TEXT NOT NULL,
    id       TEXT NOT NULL,
    time     INTEGER NOT NULL,
    PRIMARY KEY (consumer, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX applied_by_time ON applied (time);

CREATE TABLE dead_letters (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    subject    TEXT NOT NULL,
    message_id TEXT NOT NULL,
    reason     TEXT NOT NULL,
    envelope   TEXT NOT NULL,
    time       INTEGER NOT NULL
) STRICT;
CREATE INDEX dead_letters_by_subject ON dead_letters (subject, sequence);
