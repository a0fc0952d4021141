#!/usr/bin/env bash
# report_cold.sh [PROGRAM]: row 16, five years of hourly bars, three strategies, consensus and the whole report, from the
# start of the process to its end. Prints JSON lines as bench/support/bench.hpp does.
# Needs ../shared/data; equality first: two runs must leave the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-build/release/argosy}")
shared=../shared/data/crypto
[ -d "$shared" ] || { echo "report_cold: no $shared" >&2; exit 77; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export ARGOSY_DATA=$work/data

"$program" data import "$shared/ohlcv/binance_usdm_BTCUSDT_1h.csv" --symbol BTC/USDT:USDT --venue binance \
  --interval 1h --time-is open --unit ms >/dev/null
"$program" data import "$shared/perp/bybit_BTCUSDT_funding_8h.csv" --symbol BTC/USDT:USDT --venue binance --zone UTC >/dev/null
run() {
  "$program" backtest -s BTC/USDT:USDT -S stochrsi_ema,ema_cross,donchian_trend -t 1h --stop 5 --out "$work/$1" >/dev/null
}
run first; run second
diff -rq "$work/first" "$work/second" >&2 || { echo "report_cold: two runs differ" >&2; exit 1; }

TIMEFORMAT='%R %U %S'
for _ in $(seq 15); do { time run timed; } 2>&1; done >"$work/times"
python3 - "$work/times" <<'PY'
import json, statistics, sys
runs = [[float(x) * 1e3 for x in line.split()] for line in open(sys.argv[1])]
for name, times in (("wall", [r[0] for r in runs]), ("processor", [r[1] + r[2] for r in runs])):
    ours = round(statistics.median(times), 1)
    print(json.dumps({
        "row": "16", "what": f"cold argosy backtest with report, {name} time", "ours": ours, "unit": "ms", "goal": 150,
        "note": f"43,592 hourly bars, 3 strategies, truncation check, leave one out, all files; minimum {min(times):.0f} ms"}))
PY
