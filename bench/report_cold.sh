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
  "$program" backtest -s BTC/USDT:USDT -S stochrsi_ema,ema_cross,donchian_trend -t 1h --stop 5 --out "$work/$1" >/dev/null 2>"$work/told" || { cat "$work/told" >&2; return 1; }
}
run first; run second
diff -rq "$work/first" "$work/second" >&2 || { echo "report_cold: two runs differ" >&2; exit 1; }

TIMEFORMAT='%R %U %S'
runs=15; [ -z "${BENCH_QUICK:-}" ] || runs=3
for _ in $(seq $runs); do { time run timed; } 2>&1; done >"$work/times"

python=${BENCH_PEERS:-build/peers}/bin/python
peer() { "$python" bench/peers/report_backtesting.py "$shared/ohlcv/binance_usdm_BTCUSDT_1h.csv" "$work/page.html" >/dev/null 2>&1; }
touch "$work/peer"
if [ -x "$python" ] && peer; then for _ in 1 2 3; do { time peer; } 2>&1; done >"$work/peer"; fi

python3 - "$work/times" "$work/peer" <<'PY'
import json, statistics, sys
read = lambda path: [[float(x) * 1e3 for x in line.split()] for line in open(path)]
runs, peer = read(sys.argv[1]), read(sys.argv[2])
for name, of in (("wall", lambda r: r[0]), ("processor", lambda r: r[1] + r[2])):
    row = {"row": "16", "what": f"cold argosy backtest with report, {name} time", "ours": statistics.median(map(of, runs)),
           "unit": "ms", "goal": 150,
           "note": f"43,592 hourly bars, 3 strategies, truncation check, leave one out, all files; minimum {min(map(of, runs)):.0f} ms"}
    if peer:
        row |= {"peer": "backtesting.py, one strategy and its page", "peer_value": statistics.median(map(of, peer))}
    print(json.dumps(row))
PY
