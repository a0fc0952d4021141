"""The task of row 1 for engines in Python: bench/bar_backtest.cpp defines it, bench/bar_peers.py leads it.

A peer calls serve(prepare): prepare(bars) returns a function that runs one whole backtest and returns its fills as
tuples (bar, is_buy, qty, price, fee). The first run's fills go to a file, then every line on standard input starts a
timed run, answered with its seconds of processor time. Loading and converting the bars is not timed.
"""
import csv
import sys
import time

import numpy

FAST, SLOW = 12, 26
QTY, TICK, FEE, BALANCE = 0.01, 0.01, 0.0005, 1_000_000.0
START = "2000-01-01"


class Cross:
    """Both averages, bar by bar: whether to be long after this close, or None before the 26th."""

    def __init__(self):
        self.count, self.sums, self.fast, self.slow = 0, [0.0, 0.0], 0.0, 0.0

    def update(self, close):
        self.count += 1
        n = self.count
        if n <= FAST:
            self.sums[0] += close
            self.fast = self.sums[0] / FAST
        else:
            self.fast += 2 / (FAST + 1) * (close - self.fast)
        if n <= SLOW:
            self.sums[1] += close
            self.slow = self.sums[1] / SLOW
        else:
            self.slow += 2 / (SLOW + 1) * (close - self.slow)
        return self.fast > self.slow if n >= SLOW else None


def averages(closes):
    """Both averages as columns, for engines that compute indicators ahead; NaN before they are defined."""
    return ema(closes, FAST), ema(closes, SLOW)


def ema(closes, period):
    out = numpy.full(len(closes), numpy.nan)
    value = float(sum(closes[:period]) / period)
    out[period - 1] = value
    factor = 2 / (period + 1)
    for i, close in enumerate(closes[period:].tolist(), period):
        value += factor * (close - value)
        out[i] = value
    return out


def frame(bars):
    """As pandas has it, one row a minute."""
    import pandas
    index = pandas.date_range(START, periods=len(bars), freq="min")
    return pandas.DataFrame(bars, columns=["Open", "High", "Low", "Close", "Volume"], index=index)


def serve(prepare):
    bars_file, count, fills_file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    bars = numpy.fromfile(bars_file, dtype="float64", count=5 * count).reshape(count, 5)
    run = prepare(bars)
    with open(fills_file, "w", newline="") as file:
        csv.writer(file).writerows(run())
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.process_time()
        run()
        print(time.process_time() - begin, flush=True)
