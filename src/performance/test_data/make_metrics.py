#!/usr/bin/env python3
"""Writes metrics.txt: runs (equity marks, exposure, trades) and every metric of them, worked out with plain Python.

The equity series, drawdowns and trade sums use exact fractions, the statistics math.fsum; the bootstrap repeats the
documented procedure with its own xoshiro256++. The same seed gives the same file.

Usage: make_metrics.py > metrics.txt
"""
import datetime
import itertools
import math
import random
import statistics
from fractions import Fraction as F

DAY = 86_400_000_000_000
EULER = 0.57721566490153286060651209008240243


def text(x):
    """A fraction that is a decimal of at most 18 digits."""
    n = x * 10 ** 18
    assert n.denominator == 1, x
    s = f"{abs(n.numerator) // 10 ** 18}.{abs(n.numerator) % 10 ** 18:018d}".rstrip("0").rstrip(".")
    return ("-" if x < 0 and s != "0" else "") + s


class Xoshiro:
    """xoshiro256++ seeded by splitmix64 (Blackman and Vigna)."""
    MASK = 2 ** 64 - 1

    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & self.MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
            self.s.append(z ^ (z >> 31))

    def rot(self, x, k):
        return ((x << k) | (x >> (64 - k))) & self.MASK

    def next(self):
        s = self.s
        result = (self.rot((s[0] + s[3]) & self.MASK, 23) + s[0]) & self.MASK
        t = (s[1] << 17) & self.MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = self.rot(s[3], 45)
        return result

    def below(self, n):
        m = self.next() * n
        if m & self.MASK < n:
            floor = (2 ** 64 - n) % n
            while m & self.MASK < floor:
                m = self.next() * n
        return m >> 64


def quantile(values, p):
    v = sorted(values)
    at = p * (len(v) - 1)
    k = int(at)
    return v[k] + (at - k) * (v[min(k + 1, len(v) - 1)] - v[k])


class Run:
    def __init__(self, name, periods=365, rf=0.0, mar=0.0, seed=1, resamples=200, trials=1, variance=None, sessions=False):
        self.name, self.p, self.rf, self.mar, self.seed, self.b = name, periods, rf, mar, seed, resamples
        self.trials, self.variance, self.sessions = trials, variance, sessions
        self.lines, self.marks, self.closes, self.flows, self.exposures, self.trades = [], [], [], [], [], []

    def mark(self, t, e):
        self.marks.append((t, e))
        self.lines.append(f"mark {t} {text(e)}")

    def close(self, t):
        self.closes.append(t)

    def flow(self, t, x):
        self.flows.append((t, x))
        self.lines.append(f"flow {t} {text(x)}")

    def exposure(self, t, gross, net):
        last = ([m for m in self.marks if m[0] <= t] or [self.marks[0]])[-1][1]
        self.exposures.append((t, float(gross) / float(last), float(net) / float(last)))
        self.lines.append(f"exposure {t} {text(gross)} {text(net)}")

    def trade(self, **k):
        self.trades.append(k)
        names = "strategy instrument entry exit gross fees funding slippage decided mae mfe risk turnover bars".split()
        self.lines.append("trade " + " ".join(text(k[n]) if isinstance(k[n], F) else str(k[n]) for n in names))

    # The series.

    def samples(self):
        """(time, equity, flow since the last) at every 00:00 or session close, first and last mark included."""
        start, end = self.marks[0][0], self.marks[-1][0]
        if self.sessions:
            times = list(self.closes)
            if self.marks[-1][1] != self.at(times[-1]):
                times.append(end)
        else:
            times = list(range((start // DAY + 1) * DAY, end + 1, DAY))
            if not times or times[-1] != end:
                times.append(end)
        out, before = [(start, self.marks[0][1], F(0))], start
        for t in times:
            out.append((t, self.at(t), sum((x for u, x in self.flows if before < u <= t), F(0))))
            before = t
        return out

    def at(self, t):
        k = max(i for i, m in enumerate(self.marks) if m[0] <= t)
        e = self.marks[k][1]
        return e + sum((x for u, x in self.flows if self.marks[k][0] < u <= t), F(0))

    def flows_until(self, t):
        return sum((x for u, x in self.flows if u <= t), F(0))

    def drawdowns(self):
        """Every fall: (peak, trough, peak time, trough time, recovery time or None). Deposits are taken out, and the
        peak given back those made until the end of the fall."""
        marks = [(t, e - self.flows_until(t)) for t, e in self.marks]
        tops = list(itertools.accumulate((e for _, e in marks), max))
        out, j = [], 0
        while j < len(marks):
            k = j
            while k < len(marks) and marks[k][1] < tops[k]:
                k += 1
            if k > j:  # marks j to k - 1 lie below the top before them
                i = j - 1
                while i > 0 and marks[i - 1][1] == tops[j]:
                    i -= 1
                low = min(marks[j:k], key=lambda m: m[1])
                back = marks[k][0] if k < len(marks) else None
                flow = self.flows_until(back if back else marks[-1][0])
                out.append((tops[j] + flow, low[1] + flow, marks[i][0], low[0], back))
            j = k + 1
        return out

    # The metrics.

    def work(self):
        m = {}
        s = self.samples()
        start, end = self.marks[0], self.marks[-1]
        days = (end[0] - start[0]) / DAY
        r = [float((e - f - s[i][1]) / s[i][1]) if s[i][1] > 0 else 0.0 for i, (_, e, f) in enumerate(s[1:])]
        n = len(r)
        flows = sum((x for _, x in self.flows), F(0))
        m["net_profit"] = float(end[1] - start[1] - flows)
        total = None
        if start[1] > 0:
            total = math.prod(1 + x for x in r) - 1 if self.flows else float(end[1] / start[1] - 1)
            m["total_return"] = total
            if days >= 30 and total >= -1:
                m["cagr"] = (1 + total) ** (365.25 / days) - 1
        mean = math.fsum(r) / n if n else 0
        moment = lambda k: math.fsum((x - mean) ** k for x in r) / n
        varies = n >= 2 and moment(2) > 1e-24
        rf, mar = self.rf / self.p, self.mar / self.p
        if n >= 2:
            sd = math.sqrt(math.fsum((x - mean) ** 2 for x in r) / (n - 1))
            m["volatility"] = sd * math.sqrt(self.p)
        if varies:
            daily = (mean - rf) / sd
            m["sharpe"] = daily * math.sqrt(self.p)
            m["skew"] = moment(3) / moment(2) ** 1.5
            m["kurtosis"] = moment(4) / moment(2) ** 2
            if n >= 30:
                psr = lambda bench: statistics.NormalDist().cdf(
                    (daily - bench) * math.sqrt(n - 1) /
                    math.sqrt(1 - m["skew"] * daily + (m["kurtosis"] - 1) / 4 * daily ** 2))
                m["probabilistic_sharpe"] = psr(0)
                if self.trials == 1:
                    m["deflated_sharpe"] = psr(0)
                elif self.variance is not None:
                    z = statistics.NormalDist().inv_cdf
                    best = math.sqrt(self.variance) * (
                        (1 - EULER) * z(1 - 1 / self.trials) + EULER * z(1 - 1 / (self.trials * math.e)))
                    m["deflated_sharpe"] = psr(best)
        below = [x - mar for x in r if x < mar]
        if below:
            m["sortino"] = (mean - mar) / math.sqrt(math.fsum(x * x for x in below) / n) * math.sqrt(self.p)
            m["omega"] = math.fsum(x - mar for x in r if x > mar) / -math.fsum(below)
        if n:
            index, peak, squares = 1.0, 1.0, []
            for x in r:
                index *= 1 + x
                peak = max(peak, index)
                squares.append(((peak - index) / peak) ** 2)
            m["ulcer_index"] = math.sqrt(math.fsum(squares) / n)
            m["best_day"], m["worst_day"] = max(r), min(r)
        if n >= 20:
            q = quantile(r, 0.05)
            tail = [x for x in r if x <= q]
            m["value_at_risk_95"], m["conditional_value_at_risk_95"] = -q, -math.fsum(tail) / len(tail)
        self.drawdown_metrics(m, days)
        self.trade_metrics(m, start[1], days, s)
        self.exposure_metrics(m, start[0], end[0])
        return m, r, s, days

    def drawdown_metrics(self, m, days):
        falls = self.drawdowns()
        end = self.marks[-1][0]
        m["max_drawdown"] = m["max_drawdown_money"] = m["longest_underwater"] = 0.0
        self.worst = None
        if falls:
            self.worst = max((d for d in falls if d[0] > 0), key=lambda d: (d[0] - d[1]) / d[0])
            m["max_drawdown"] = float((self.worst[0] - self.worst[1]) / self.worst[0])
            m["max_drawdown_money"] = float(max(d[0] - d[1] for d in falls))
            m["drawdown_days"] = ((self.worst[4] or end) - self.worst[2]) / DAY
            m["longest_underwater"] = max((d[4] or end) - d[2] for d in falls) / DAY
        if "cagr" in m and m["max_drawdown"] > 0:
            m["calmar"] = m["cagr"] / m["max_drawdown"]

    def group(self, trades, start):
        m = {}
        net = [t["gross"] + t["fees"] + t["funding"] for t in trades]
        wins, losses = [x for x in net if x > 0], [x for x in net if x < 0]
        n = len(net)
        m["trades"] = n
        for name, sign in (("wins", 1), ("losses", -1)):
            row = best = 0
            for x in net:
                row = row + 1 if x * sign > 0 else 0
                best = max(best, row)
            m["consecutive_" + name] = best
        m["fees"], m["funding"] = float(-sum(t["fees"] for t in trades)), float(-sum(t["funding"] for t in trades))
        m["slippage"] = float(sum(t["slippage"] for t in trades))
        if n:
            m["win_rate"] = len(wins) / n
            m["expectancy"] = float(sum(net) / n)
            m["average_held"] = sum(t["exit"] - t["entry"] for t in trades) / n / DAY
            m["average_bars"] = sum(t["bars"] for t in trades) / n
            m["average_mae"] = float(sum(t["mae"] for t in trades) / n)
            m["average_mfe"] = float(sum(t["mfe"] for t in trades) / n)
            if start > 0:
                m["closed_trade_drawdown"] = self.closed_drawdown(trades, net, start)
        if wins:
            m["average_win"], m["largest_win"] = float(sum(wins) / len(wins)), float(max(wins))
        if losses:
            m["average_loss"], m["largest_loss"] = float(sum(losses) / len(losses)), float(min(losses))
            m["profit_factor"] = float(sum(wins) / -sum(losses))
        if wins and losses:
            m["payoff_ratio"] = float((sum(wins) / len(wins)) / (-sum(losses) / len(losses)))
        r = [(x, t["risk"]) for x, t in zip(net, trades) if t["risk"] > 0]
        if r:
            m["expectancy_r"] = math.fsum(float(x / risk) for x, risk in r) / len(r)
        decided = sum(t["decided"] for t in trades)
        if decided:
            m["slippage_bps"] = float(sum(t["slippage"] for t in trades) / decided * 10000)
        before = sum(t["gross"] + t["slippage"] for t in trades)
        if n and before > 0:
            costs = sum(t["slippage"] - t["fees"] - t["funding"] for t in trades)
            m["costs_of_gross"] = float(costs / before)
        return m

    def closed_drawdown(self, trades, net, start):
        steps = {}
        for t, x in zip(trades, net):
            steps[t["exit"]] = steps.get(t["exit"], F(0)) + x
        equity = peak = start
        worst = F(0)
        for t in sorted(steps):
            equity += steps[t]
            peak = max(peak, equity)
            worst = max(worst, (peak - equity) / peak)
        return float(worst)

    def trade_metrics(self, m, start, days, samples):
        m.update(self.group(self.trades, start))
        mean = sum(e for _, e, _ in samples) / len(samples)
        if days > 0 and mean > 0:
            m["turnover"] = float(sum(t["turnover"] for t in self.trades) / mean) / (days / 365.25)

    def exposure_metrics(self, m, start, end):
        points = [(start, 0.0, 0.0)] + self.exposures + [(end, 0.0, 0.0)]
        m["exposure_gross_max"] = max(p[1] for p in points)
        held = open_time = gross = net = 0
        flat = longest = 0
        for (t, g, x), (u, _, _) in zip(points, points[1:]):
            open_time += (u - t) if g else 0
            gross += g * (u - t)
            net += x * (u - t)
            flat = flat + (u - t) if not g else 0
            longest = max(longest, flat)
        m["longest_flat"] = longest / DAY
        if end > start:
            m["exposure_time"], m["exposure_gross"], m["exposure_net"] = (
                x / (end - start) for x in (open_time, gross, net))

    def bootstrap(self, r, days):
        n = len(r)
        length = max(1.0, round(n ** (1 / 3)))
        below = 2 ** 64 - 1 if length == 1 else int(2.0 ** 64 / length)
        rng, mean = Xoshiro(self.seed), math.fsum(r) / n
        out = {"sharpe": [], "cagr": [], "max_drawdown": []}
        for _ in range(self.b):
            at, sample = 0, []
            for k in range(n):
                if k == 0 or rng.next() < below:
                    at = rng.below(n)
                else:
                    at = (at + 1) % n
                sample.append(r[at])
            sd = statistics.stdev(sample)
            if sd > 1e-12:
                out["sharpe"].append((statistics.fmean(sample) - self.rf / self.p) / sd * math.sqrt(self.p))
            growth = peak = 1.0
            fall = 0.0
            for x in sample:
                growth *= 1 + x
                peak = max(peak, growth)
                fall = max(fall, (peak - growth) / peak)
            out["cagr"].append(max(growth, 0.0) ** (365.25 / days) - 1)
            out["max_drawdown"].append(fall)
        return {k: (quantile(v, 0.025), quantile(v, 0.975)) for k, v in out.items() if v}

    def write(self):
        m, r, samples, days = self.work()
        variance = "-" if self.variance is None else repr(self.variance)
        mode = "sessions" if self.sessions else "midnight"
        print(f"run {self.name} {mode} {self.p} {self.rf!r} {self.mar!r} {self.seed} {self.b} {self.trials} {variance}")
        print("\n".join(self.lines))
        print("end")
        for t, e, f in samples:
            print(f"sample {t} {text(e)} {text(f)}")
        for name in sorted(m):
            print(f"metric {name} {m[name]!r}")
        if self.worst:
            peak, low, a, b, c = self.worst
            print(f"worst {text(peak)} {text(low)} {a} {b} {c or '-'}")
        if len(r) >= 30 and days >= 30:
            for name, (low, high) in self.bootstrap(r, days).items():
                if name in m:
                    print(f"interval {name} {low!r} {high!r}")
        months = {}
        for (t, _, _), x in zip(samples[1:], r):
            d = datetime.datetime.fromtimestamp((t - 1) // 1_000_000_000, datetime.timezone.utc)
            months[(d.year, d.month)] = months.get((d.year, d.month), 1.0) * (1 + x)
        for (y, mo), x in sorted(months.items()):
            print(f"month {y} {mo} {x - 1!r}")
        for key in ("strategy", "instrument"):
            for k in sorted({t[key] for t in self.trades}):
                part = [t for t in self.trades if t[key] == k]
                g = self.group(part, self.marks[0][1])
                g["net_profit"] = float(sum(t["gross"] + t["fees"] + t["funding"] for t in part))
                for name in sorted(g):
                    print(f"group {key} {k} {name} {g[name]!r}")


def cents(x, digits=2):
    return F(round(x * 10 ** digits), 10 ** digits)


def random_trades(run, rng, start, end, count):
    exits = sorted(rng.randrange(start + 3600, end) for _ in range(count))
    exits[1] = exits[2] = exits[3]  # some end at the same instant
    for t in exits:
        gross = cents(rng.gauss(8, 60)) if rng.random() < 0.95 else F(0)
        fees = cents(-rng.random() * 3) if gross else F(0)
        decided = cents(rng.random() * 5000) if rng.random() < 0.8 else F(0)
        run.trade(strategy=rng.randrange(3), instrument=rng.randrange(2), entry=t - rng.randrange(1, DAY * 3), exit=t,
                  gross=gross, fees=fees, funding=cents(rng.gauss(0, 0.5)) if gross else F(0),
                  slippage=cents(rng.gauss(0.5, 1)) if decided else F(0), decided=decided,
                  mae=cents(-rng.random() * 40), mfe=cents(rng.random() * 40),
                  risk=cents(10 + rng.random() * 30) if rng.random() < 0.7 else F(0),
                  turnover=cents(rng.random() * 9000), bars=rng.randrange(0, 80))


def random_exposure(run, rng, times):
    for t in times:
        net = cents(rng.gauss(0, 5000)) if rng.random() < 0.6 else F(0)
        run.exposure(t, abs(net) + (cents(rng.random() * 100) if net else F(0)), net)


def main():
    print("# Written by make_metrics.py: a run is its events up to `end`, then what must come out.")
    rng = random.Random(7)
    day0 = 1_706_659_200_000_000_000  # 2024-01-31T00:00Z

    run = Run("four_marks_a_day", seed=42)
    e, t = F(10000), day0 + 7 * 3_600_000_000_000
    start = t
    run.mark(t, e)
    while t < day0 + 100 * DAY:
        t += 6 * 3_600_000_000_000 + (rng.randrange(0, 3) == 0) * DAY * rng.randrange(0, 3)
        e = cents(float(e) * math.exp(rng.gauss(0.0008, 0.012)), 4)
        run.mark(t, e)
        if rng.random() < 0.2:
            random_exposure(run, rng, [t])
    random_trades(run, rng, start, t, 60)
    run.write()

    run = Run("rates_and_trials", rf=0.03, mar=0.05, seed=3, trials=250, variance=0.0004)
    e, t = F(250000), day0
    run.mark(t, e)
    for _ in range(75):
        t += DAY
        e = cents(float(e) * math.exp(rng.gauss(0.002, 0.01)), 2)
        run.mark(t, e)
    random_trades(run, rng, day0, t, 35)
    run.write()

    run = Run("stock_sessions", periods=252, seed=5, sessions=True)
    e, t = F(50000), day0 + 14 * 3_600_000_000_000
    run.mark(t, e)
    for k in range(60):
        close = day0 + k * DAY + (21 if k < 40 else 20) * 3_600_000_000_000  # summer time begins on March 10
        if k % 7 in (3, 4):
            continue
        if k % 11:  # now and then a session without marks
            r = rng.gauss(0.0005, 0.008)
            if k in (19, 58):  # Washington's birthday and Good Friday
                continue
            e = cents(float(e) * math.exp(r), 2)
            run.mark(close - 60_000_000_000, e)
        run.close(close)
    run.mark(close, e)
    run.write()

    run = Run("deposits", seed=9)
    e, t = F(1000), day0
    run.mark(t, e)
    for k in range(45):
        t += DAY // 2
        e = cents(float(e) * math.exp(rng.gauss(0.004, 0.02)), 6)
        run.mark(t, e)
        if k in (11, 30):
            x = F(500) if k == 11 else F(-300)
            run.flow(t + 1000, x)
            e += x
            run.mark(t + 2000, e)
    run.write()

    run = Run("short_and_winning")
    for k in range(5):
        run.mark(day0 + k * DAY, F(100 + k))
    random_exposure(run, rng, [day0 + DAY])
    for k in range(3):
        run.trade(strategy=0, instrument=0, entry=day0 + k * DAY, exit=day0 + k * DAY + 1000, gross=F(1), fees=F(0),
                  funding=F(0), slippage=F(0), decided=F(0), mae=F(0), mfe=F(1), risk=F(0), turnover=F(50), bars=0)
    run.write()

    run = Run("nothing_happens")
    run.mark(day0, F(5000))
    run.mark(day0 + 40 * DAY, F(5000))
    run.write()

    run = Run("lost_all")
    for k in range(50):
        run.mark(day0 + k * DAY, F(1000 - 21 * k))
    run.write()


if __name__ == "__main__":
    main()
