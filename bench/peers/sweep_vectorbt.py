"""vectorbt in row 2: sweep_vectorbt.py BARS COUNT ENTRIES OUT

Tries the candidates (fast, slow) of ENTRIES as columns: always one unit long or short from the slow average's first
value on, next-open fills one tick worse, fee; the result is each column's Sharpe ratio. Writes the entries it made to
OUT, says "ready", then answers every line with the processor seconds of one sweep.
"""
import sys
import time

import numba
import numpy
import vectorbt as vbt
from bar_task import BALANCE, FEE, TICK, frame


@numba.njit
def orders(opens, closes, candidates):
    """Sizes and prices by bar and candidate."""
    sizes = numpy.zeros((len(opens), len(candidates)))
    prices = numpy.empty((len(opens), len(candidates)))
    for c in range(len(candidates)):
        prices[:, c] = opens
        fast_period, slow_period = candidates[c]
        fast, slow = closes[:fast_period].sum() / fast_period, closes[:slow_period].sum() / slow_period
        for i in range(fast_period, slow_period):
            fast += 2 / (fast_period + 1) * (closes[i] - fast)
        stance = 0
        for i in range(slow_period - 1, len(opens)):
            if i >= slow_period:
                fast += 2 / (fast_period + 1) * (closes[i] - fast)
                slow += 2 / (slow_period + 1) * (closes[i] - slow)
            wanted = 1 if fast > slow else -1 if fast < slow else stance
            if wanted != stance and i + 1 < len(opens):
                sizes[i + 1, c] = wanted - stance
                prices[i + 1, c] = opens[i + 1] + wanted * TICK
                stance = wanted
    return sizes, prices


def main():
    bars_file, count, entries_file, out = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    bars = numpy.fromfile(bars_file, dtype="float64").reshape(count, 5)
    wanted = numpy.loadtxt(entries_file, delimiter=",", usecols=(0, 1), dtype="int64")
    candidates = numpy.array(list(dict.fromkeys(map(tuple, wanted.tolist()))))
    close, opens, closes = frame(bars)["Close"], numpy.ascontiguousarray(bars[:, 0]), numpy.ascontiguousarray(bars[:, 3])

    def run():
        sizes, prices = orders(opens, closes, candidates)
        portfolio = vbt.Portfolio.from_orders(close, size=sizes, price=prices, fees=FEE, init_cash=BALANCE, freq="1min")
        return sizes, portfolio.sharpe_ratio()

    sizes, _ = run()
    with open(out, "w") as file:
        for c, (fast, slow) in enumerate(candidates.tolist()):
            for bar in numpy.flatnonzero(sizes[:, c]).tolist():
                file.write(f"{fast},{slow},{bar},{int(sizes[bar, c] > 0)}\n")
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.process_time()
        run()
        print(time.process_time() - begin, flush=True)


main()
