#!/usr/bin/env python3
"""The built-in strategies once more, written from docs/strategies in plain Python over whole lists.

Runs each with its default parameters over recorded bars and writes what the C++ strategies must say:
    strategy_golden.py <shared/data> <src/strategies/golden> [name ...]
One file a strategy: the number of signals, the SHA-256 of all of them, and the first twenty to find a difference by.
A line is "bar instrument direction stop strength"; bars count from 1 for each instrument, settlements and trades likewise.
Only the standard library is used, and nothing here is fast.
"""
import csv
import hashlib
import math
import pathlib
import sys
from decimal import ROUND_HALF_EVEN, Decimal

TICK = Decimal("0.1")
BUY, HOLD, SELL = 1, 0, -1
WORD = {BUY: "buy", HOLD: "hold", SELL: "sell"}


# ---- data

class Bars:
    def __init__(self, path):
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        self.time = [int(r["timestamp"]) for r in rows]
        self.high = [float(r["high"]) for r in rows]
        self.low = [float(r["low"]) for r in rows]
        self.close = [float(r["close"]) for r in rows]
        self.volume = [float(r["volume"]) for r in rows]


# ---- indicators: a list for a list, None where there is no value yet

def sma(values, n):
    return [None if i + 1 < n else sum(values[i + 1 - n:i + 1]) / n for i in range(len(values))]


def smooth(values, n, alpha):
    """Exponential smoothing from the mean of the first n values; None in front is skipped."""
    out, start = [None] * len(values), next(i for i, v in enumerate(values) if v is not None)
    last = sum(values[start:start + n]) / n
    out[start + n - 1] = last
    for i in range(start + n, len(values)):
        last = alpha * values[i] + (1 - alpha) * last
        out[i] = last
    return out


def ema(values, n):
    return smooth(values, n, 2 / (n + 1))


def rsi(close, n):
    change = [b - a for a, b in zip(close, close[1:])]
    gain = smooth([max(c, 0) for c in change], n, 1 / n)
    loss = smooth([max(-c, 0) for c in change], n, 1 / n)
    out = [None]
    for g, l in zip(gain, loss):
        out.append(None if g is None else 50.0 if g + l == 0 else 100 * g / (g + l))
    return out


def window(values, i, n):
    """The n values that end at i, or None while there are fewer."""
    part = values[max(0, i + 1 - n):i + 1]
    return part if len(part) == n and part[0] is not None else None


def mean_of_windows(values, n):
    return [sum(w) / n if (w := window(values, i, n)) else None for i in range(len(values))]


def stoch_rsi(close, n, stoch, k, d):
    r = rsi(close, n)
    raw = []
    for i, value in enumerate(r):
        w = window(r, i, stoch)
        raw.append(None if w is None else 0.0 if max(w) == min(w) else 100 * (value - min(w)) / (max(w) - min(w)))
    slow = mean_of_windows(raw, k)
    return slow, mean_of_windows(slow, d)


def true_range(b):
    return [None] + [max(b.high[i], b.close[i - 1]) - min(b.low[i], b.close[i - 1]) for i in range(1, len(b.close))]


def atr(b, n):
    return smooth(true_range(b), n, 1 / n)


def deviation(values):
    mean = sum(values) / len(values)
    return math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))


# ---- the words of the strategies

def stop(level, tick=TICK):
    """The level on the tick, or None when it is no price."""
    if not level > 0:
        return None
    exact = Decimal(level).quantize(Decimal("1e-10"), ROUND_HALF_EVEN)
    return (exact / tick).quantize(Decimal(1), ROUND_HALF_EVEN) * tick


def step(now, buy=False, sell=False, exit_long=False, exit_short=False):
    if buy and sell:
        buy = sell = False
    if buy and now != BUY:
        return BUY
    if sell and now != SELL:
        return SELL
    if (now == BUY and exit_long) or (now == SELL and exit_short):
        return HOLD
    return now


class Voice:
    """Writes down opinions that change."""

    def __init__(self, tick=TICK):
        self.lines, self.now, self.tick = [], None, tick

    @property
    def stance(self):
        return self.now or HOLD

    def say(self, bar, direction, level=None, instrument=0, strength=1.0, always=False):
        if direction == self.now and not always:
            return
        self.now = direction
        level = None if direction == HOLD or level is None else stop(level, self.tick)
        price = "-" if level is None else f"{level.normalize():f}"
        self.lines.append(f"{bar} {instrument} {WORD[direction]} {price} {strength:.4f}")


# ---- the strategies

def ema_cross(b):
    v, fast, slow = Voice(), ema(b.close, 12), ema(b.close, 26)
    for i in range(25, len(b.close)):
        v.say(i + 1, BUY if fast[i] > slow[i] else SELL if fast[i] < slow[i] else v.stance)
    return v.lines


def rsi_reversion(b):
    v, r = Voice(), rsi(b.close, 14)
    for i in range(14, len(b.close)):
        v.say(i + 1, step(v.stance, r[i] < 30, r[i] > 70, r[i] >= 50, r[i] <= 50))
    return v.lines


def macd(b):
    v = Voice()
    line = [None if s is None else f - s for f, s in zip(ema(b.close, 12), ema(b.close, 26))]
    signal = ema(line, 9)
    for i in range(33, len(b.close)):
        v.say(i + 1, BUY if line[i] > signal[i] else SELL if line[i] < signal[i] else v.stance)
    return v.lines


def stochrsi_ema(b):
    v, trend, range_ = Voice(), ema(b.close, 200), atr(b, 14)
    k, d = stoch_rsi(b.close, 14, 14, 3, 3)
    for i in range(199, len(b.close)):
        before, now = round(k[i - 1] - d[i - 1], 9), round(k[i] - d[i], 9)
        up = before <= 0 < now and k[i - 1] < 20
        down = before >= 0 > now and k[i - 1] > 80
        c = b.close[i]
        now = step(v.stance, up and c > trend[i], down and c < trend[i], down or c < trend[i], up or c > trend[i])
        v.say(i + 1, now, c - now * 2 * range_[i])
    return v.lines


def bollinger_breakout(b):
    v = Voice()
    for i in range(19, len(b.close)):
        w, c = window(b.close, i, 20), b.close[i]
        middle, sd = sum(w) / 20, deviation(w)
        v.say(i + 1, step(v.stance, c > middle + 2 * sd, c < middle - 2 * sd, c <= middle, c >= middle), middle)
    return v.lines


def bollinger_reversion(b):
    v, below, above = Voice(), None, None
    for i in range(19, len(b.close)):
        w, c = window(b.close, i, 20), b.close[i]
        middle, sd = sum(w) / 20, deviation(w)
        was_below, was_above = below, above
        below, above = c < middle - 2 * sd, c > middle + 2 * sd
        if was_below is None:
            continue
        buy = was_below and not below and middle - 3.5 * sd < c < middle
        sell = was_above and not above and middle < c < middle + 3.5 * sd
        now = step(v.stance, buy, sell, c >= middle, c <= middle)
        v.say(i + 1, now, middle - now * 3.5 * sd)
    return v.lines


def donchian_trend(b):
    v, n = Voice(), atr(b, 20)
    for i in range(55, len(b.close)):
        c = b.close[i]
        now = step(v.stance, c > max(b.high[i - 55:i]), c < min(b.low[i - 55:i]), c < min(b.low[i - 20:i]),
                   c > max(b.high[i - 20:i]))
        v.say(i + 1, now, c - now * 2 * n[i])
    return v.lines


def supertrend(b):
    v, n = Voice(), atr(b, 10)
    up, top, bottom = None, 0.0, 0.0
    for i in range(10, len(b.close)):
        middle, c = (b.high[i] + b.low[i]) / 2, b.close[i]
        upper, lower = middle + 3 * n[i], middle - 3 * n[i]
        if up is None:
            up, top, bottom = c >= middle, upper, lower
        else:
            top = upper if upper < top or b.close[i - 1] > top else top
            bottom = lower if lower > bottom or b.close[i - 1] < bottom else bottom
        up = c > (bottom if up else top)
        away = abs(c - (bottom if up else top))  # the band may be on the wrong side after a huge bar
        v.say(i + 1, BUY if up else SELL, c - away if up else c + away)
    return v.lines


def vwap_reversion(b):
    v, n, away, given_up = Voice(), 96, [], False
    typical = [(h + l + c) / 3 for h, l, c in zip(b.high, b.low, b.close)]
    turnover = [t * q for t, q in zip(typical, b.volume)]
    for i in range(n - 1, len(b.close)):
        vwap = sum(turnover[i + 1 - n:i + 1]) / sum(b.volume[i + 1 - n:i + 1])
        away.append(b.close[i] - vwap)
        if len(away) < n:
            continue
        sd = deviation(away[-n:])
        z = away[-1] / sd
        given_up = abs(z) >= 4 or (given_up and abs(z) > 0.25)
        now = step(v.stance, z <= -2 and not given_up, z >= 2 and not given_up, z >= -0.25 or z <= -4,
                   z <= 0.25 or z >= 4)
        v.say(i + 1, now, vwap - now * 4 * sd)
    return v.lines


def grid(b):
    v, level, anchor, gone, spacing, levels = Voice(), 0, 0.0, False, 0.01, 5
    for i, average in enumerate(sma(b.close, 200)):
        if average is None:
            continue
        c, before = b.close[i], level
        if gone and abs(c - average) > spacing * average:
            continue
        gone = False
        anchor = average if level == 0 else anchor
        steps = (anchor - c) / (spacing * anchor)
        if abs(steps) >= levels + 1:
            level, gone = 0, True
        elif steps >= level + 1:
            level = math.floor(steps)
        elif steps <= level - 1:
            level = math.ceil(steps)
        now = (level > 0) - (level < 0)
        v.say(i + 1, now, anchor * (1 - now * (levels + 1) * spacing), strength=abs(level) / levels if level else 1.0,
              always=level != before)
    return v.lines


def momentum_rotation(first, second):
    """Lookback 168, every 24 bars, the strongest one; both instruments over the hours that they share."""
    voices, lines, hour = (Voice(), Voice()), [], 3_600_000
    for i in range(168, len(first.time)):
        close_time = first.time[i] + hour
        if close_time // (24 * hour) == first.time[i] // (24 * hour):
            continue
        moves = [100 * (b.close[i] / b.close[i - 168] - 1) for b in (first, second)]
        order = [0, 1] if moves[0] >= moves[1] else [1, 0]
        for place, k in enumerate(order):
            voices[k].lines = lines
            voices[k].say(i + 1, BUY if place == 0 and moves[k] >= 0 else HOLD, instrument=k)
    return lines


def pairs(first, second):
    n, lines = 480, []
    y, x = [math.log(c) for c in first.close], [math.log(c) for c in second.close]
    now, line, held, given_up = None, None, 0, False
    for i in range(n - 1, len(y)):
        wy, wx = y[i + 1 - n:i + 1], x[i + 1 - n:i + 1]
        my, mx = sum(wy) / n, sum(wx) / n
        sxx = sum((a - mx) ** 2 for a in wx)
        syy = sum((a - my) ** 2 for a in wy)
        sxy = sum((a - mx) * (c - my) for a, c in zip(wx, wy))
        slope = sxy / sxx
        fresh = (slope, mx, my, math.sqrt((syy - slope * sxy) / n))
        flat = not now
        s, lx, ly, sd = fresh if flat else line
        z = (y[i] - ly - s * (x[i] - lx)) / sd
        good = slope > 0 and sxy >= 0.7 * math.sqrt(sxx * syy)
        given_up = abs(z) >= 4 or (given_up and abs(z) > 0.5)
        held += 1
        tired = not flat and held >= 480
        may = flat and good and not given_up
        want = step(now or HOLD, may and z <= -2, may and z >= 2, z >= -0.5 or given_up or tired,
                    z <= 0.5 or given_up or tired)
        if want == now:
            continue
        now, held, given_up, line = want, 0, given_up or tired, fresh
        larger = max(1.0, s)
        for k, (direction, size) in enumerate(((want, 1 / larger), (-want, s / larger))):
            lines.append(f"{i + 1} {k} {WORD[direction]} - {size if want else 1.0:.4f}")
    return lines


def funding_carry(rates):
    v, n = Voice(), 9
    for i in range(n - 1, len(rates)):
        recent = rates[i + 1 - n:i + 1]
        mean = sum(recent) / n
        share = sum(1 for r in recent if (r > 0 if mean > 0 else r < 0)) / n
        steady = share >= 0.8
        now = step(v.stance, steady and mean <= Decimal("-0.0003"), steady and mean >= Decimal("0.0003"),
                   mean > Decimal("-0.0001"), mean < Decimal("0.0001"))
        v.say(i + 1, now, always=True)
    return v.lines


def trade_flow(trades):
    v, n = Voice(Decimal("1e-8")), 200
    for i in range(n - 1, len(trades)):
        recent = trades[i + 1 - n:i + 1]
        bought = sum(amount for side, _, amount in recent if side == "buy")
        sold = sum(amount for side, _, amount in recent if side == "sell")
        share = float(bought - sold) / float(bought + sold)
        now = step(v.stance, share >= 0.6, share <= -0.6, share <= 0, share >= 0)
        v.say(i + 1, now, float(trades[i][1]) * (1 - now * 0.01))
    return v.lines


# ---- the runs

def main():
    data, out, only = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    btc = Bars(data / "crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv")
    eth = Bars(data / "crypto/ohlcv/binance_usdm_ETHUSDT_1h.csv")
    shared = Bars(data / "crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv")
    first = shared.time.index(eth.time[0])
    for name in ("time", "high", "low", "close", "volume"):
        setattr(shared, name, getattr(shared, name)[first:])
    assert shared.time == eth.time
    with open(data / "crypto/perp/bybit_BTCUSDT_funding_8h.csv", newline="") as file:
        rates = [Decimal(r["funding_rate"]) for r in csv.DictReader(file)]
    runs = {f.__name__: (f, (btc,)) for f in (
        bollinger_breakout, bollinger_reversion, donchian_trend, ema_cross, grid, macd, rsi_reversion, stochrsi_ema,
        supertrend, vwap_reversion)}
    runs |= {f.__name__: (f, (eth, shared)) for f in (momentum_rotation, pairs)}
    runs["funding_carry"] = (funding_carry, (rates,))
    with open(data / "crypto/trades/XRPETH_trades.csv", newline="") as file:
        trades = [(r["side"], r["price"], Decimal(r["amount"])) for r in csv.DictReader(file)]
    runs["trade_flow"] = (trade_flow, (trades,))
    for name, (run, arguments) in runs.items():
        if only and name not in only:
            continue
        lines = run(*arguments)
        digest = hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()
        (out / f"{name}.txt").write_text("\n".join([str(len(lines)), digest, *lines[:20]]) + "\n")
        print(f"{name}: {len(lines)} signals")


if __name__ == "__main__":
    main()
