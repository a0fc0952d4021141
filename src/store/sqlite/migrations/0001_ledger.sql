-- Times are nanoseconds since 1970, decimals are text, flags are 0 and 1.
CREATE TABLE trades (
    id             TEXT PRIMARY KEY,
    venue          TEXT NOT NULL,
    pair           TEXT NOT NULL,
    strategy       TEXT NOT NULL,
    side           TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    status         TEXT NOT NULL CHECK (status IN ('open', 'closed', 'canceled')),
    size           TEXT NOT NULL,
    entry_price    TEXT NOT NULL,
    entry_time     INTEGER NOT NULL,
    exit_price     TEXT,
    exit_time      INTEGER,
    currency       TEXT NOT NULL,
    pnl            TEXT,
    fees           TEXT NOT NULL,
    config_version INTEGER NOT NULL,
    details        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trades_by_entry ON trades (entry_time, id);
CREATE INDEX trades_by_exit ON trades (exit_time) WHERE exit_time IS NOT NULL;
CREATE INDEX trades_open ON trades (entry_time, id) WHERE status = 'open';
CREATE INDEX trades_by_strategy ON trades (strategy, entry_time, id);
CREATE INDEX trades_by_pair ON trades (pair, entry_time, id);

CREATE TABLE alerts (
    id       TEXT PRIMARY KEY,
    level    TEXT NOT NULL CHECK (level IN ('INFO', 'WARNING', 'ERROR')),
    category TEXT NOT NULL,
    message  TEXT NOT NULL,
    venue    TEXT NOT NULL,
    details  TEXT NOT NULL,
    time     INTEGER NOT NULL,
    resolved INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_by_time ON alerts (time, id);
CREATE INDEX alerts_unresolved ON alerts (time, id) WHERE resolved IS NULL;
CREATE INDEX alerts_resolved ON alerts (resolved) WHERE resolved IS NOT NULL;

CREATE TABLE balances (
    venue     TEXT NOT NULL,
    currency  TEXT NOT NULL,
    total     TEXT NOT NULL,
    available TEXT NOT NULL,
    total_pnl TEXT NOT NULL,
    daily_pnl TEXT NOT NULL,
    time      INTEGER NOT NULL,
    PRIMARY KEY (venue, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE equity (
    account    TEXT NOT NULL,
    time       INTEGER NOT NULL,
    equity     TEXT NOT NULL,
    balance    TEXT NOT NULL,
    unrealised TEXT NOT NULL,
    exposure   TEXT NOT NULL,
    PRIMARY KEY (account, time)
) STRICT, WITHOUT ROWID;
CREATE INDEX equity_by_time ON equity (time);
