#!/usr/bin/env python3
"""Writes books.txt: random books and what they must come to, recomputed from the fills alone.

Equity is computed from cash flows (deposits - what was paid + what is held at the mark), which knows nothing of
average prices; realised P&L by the average-cost rule, round trips from their own fills, MAE and MFE by trying every
mark. Only Python's integers and decimals; the same seed gives the same file.

Usage: make_books.py > books.txt
"""
import random
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal as D, getcontext

getcontext().prec = 120
UNIT = D(1).scaleb(-18)


def money(x):
    return x.quantize(UNIT, ROUND_HALF_EVEN)


def text(x):
    s = format(x, "f")
    s = s.rstrip("0").rstrip(".") if "." in s else s
    return "0" if s in ("", "-0") else s


class Instrument:
    def __init__(self, symbol, multiplier="1"):
        self.symbol, self.m = symbol, D(multiplier)
        base, _, rest = symbol.partition("/")
        quote, _, settle = rest.partition(":")
        self.base, self.quote = base, quote or "USD"
        self.settle = settle or self.quote
        self.inverse = bool(settle) and settle == base
        self.spot = bool(rest) and not settle
        self.cash = not settle

    def worth(self, price, qty):
        if self.inverse:
            return -money(qty * self.m / price)
        return money(money(price * qty) * self.m)


class Book:
    """Average cost."""

    def __init__(self, inst):
        self.inst, self.qty, self.cost, self.realised, self.fees, self.funding = inst, D(0), D(0), D(0), D(0), D(0)

    def fill(self, qty, worth, price):
        """Returns (closed, opened, realised), quantities positive."""
        if self.qty == 0 or (self.qty > 0) == (qty > 0):
            self.qty += qty
            self.cost += worth
            return D(0), abs(qty), D(0)
        closed = min(abs(qty), abs(self.qty))
        opened = abs(qty) - closed
        out = self.inst.worth(price, closed if qty > 0 else -closed) if opened else worth
        part = self.cost if closed == abs(self.qty) else money(self.cost * closed / abs(self.qty))
        realised = -(part + out)
        self.cost += worth - out - part
        self.qty += qty
        self.realised += realised
        return closed, opened, realised


class Trip:
    def __init__(self, strategy, side, when):
        self.strategy, self.side, self.entry, self.marks = strategy, side, when, []
        self.cash = self.fees = self.funding = self.slip = self.turnover = D(0)
        self.qty_max = self.mae = self.mfe = D(0)
        self.fills = 0


class World:
    def __init__(self, out, name, reporting, instruments, hedging=False):
        self.out, self.reporting, self.inst, self.hedging = out, reporting, instruments, hedging
        self.cash, self.held, self.mark, self.rates = {}, {}, {}, {}
        self.net = [Book(i) for i in instruments]
        self.legs = [(Book(i), Book(i)) for i in instruments]
        self.books, self.trips, self.time, self.taken = {}, {}, 0, D(0)
        out.append(f"scenario {name} {reporting} {'hedging' if hedging else 'netting'}")
        for i in instruments:
            out.append(f"instrument {i.symbol} {text(i.m)}")

    def say(self, line):
        self.out.append(f"{line} = {text(self.equity())}")

    def add(self, currency, amount):
        self.cash[currency] = self.cash.get(currency, D(0)) + amount

    def rate(self, currency):
        if currency == self.reporting:
            return D(1), False
        if currency in self.rates:
            return self.rates[currency], False
        for k, i in enumerate(self.inst):
            if i.spot and i.base == currency and i.quote == self.reporting and k in self.mark:
                return self.mark[k], False
        raise KeyError(currency)

    def equity(self):
        """From cash and holdings at the marks, per currency, then converted."""
        sums = dict(self.cash)
        for k, i in enumerate(self.inst):
            if self.net[k].qty:
                sums[i.settle] = sums.get(i.settle, D(0)) + i.worth(self.mark[k], self.net[k].qty)
        return sum((money(v * self.rate(c)[0]) if v else D(0) for c, v in sorted(sums.items())), D(0))

    def deposit(self, currency, amount):
        self.add(currency, amount)
        self.out.append(f"deposit {currency} {text(amount)}")

    def set_rate(self, currency, value):
        self.rates[currency] = value
        self.out.append(f"rate {currency} {text(value)}")

    def on_mark(self, k, price):
        self.mark[k] = price
        for (_, kk), t in self.trips.items():
            if kk == k:
                self.excursion(t, k, price)
        self.say(f"mark {k} {text(price)}")

    def excursion(self, trip, k, price):
        b = self.books[(trip.strategy, k)]
        gain = self.inst[k].worth(price, b.qty) - b.cost
        trip.mae, trip.mfe = min(trip.mae, gain), max(trip.mfe, gain)

    def on_fund(self, k, amount):
        i = self.inst[k]
        self.add(i.settle, amount)
        total, q = D(0), self.net[k].qty
        self.net[k].funding += amount
        seen = D(0)
        for s in sorted(self.books_of(k)):
            b = self.books[(s, k)]
            if b.qty == 0:
                continue
            seen += b.qty
            upto = money(amount * seen / q)
            b.funding += upto - total
            if (s, k) in self.trips:
                self.trips[(s, k)].funding += upto - total
            total = upto
        self.say(f"fund {k} {text(amount)}")

    def books_of(self, k):
        return [s for (s, kk) in self.books if kk == k]

    def on_fill(self, k, s, qty, price, fee=D(0), currency=None, purpose="entry", decision=D(0)):
        i = self.inst[k]
        currency = currency or i.settle
        self.time += 1
        self.mark.setdefault(k, price)
        worth = i.worth(price, qty)
        self.add(i.settle, -worth)
        book = self.books.setdefault((s, k), Book(i))
        if (s, k) in self.trips:
            self.excursion(self.trips[(s, k)], k, price)
        closed, opened, _ = book.fill(qty, worth, price)
        if self.hedging:
            self.fill_legs(k, qty, worth, price, purpose)
        else:
            self.net[k].fill(qty, worth, price)
        side = "buy" if qty > 0 else "sell"
        line = f"fill {k} {s} {side} {text(abs(qty))} {text(price)} {text(fee)} {currency} {purpose} {text(decision)}"
        own_fee = self.pay(k, s, qty, price, fee, currency)
        trip_text = self.track(k, s, qty, price, closed, opened, own_fee, decision)
        self.say(line)
        self.out.extend(trip_text)

    def fill_legs(self, k, qty, worth, price, purpose):
        own, other = self.legs[k] if qty > 0 else self.legs[k][::-1]
        (own if purpose == "entry" else other).fill(qty, worth, price)
        net = self.net[k]
        net.qty, net.cost, net.realised = (sum(getattr(b, f) for b in self.legs[k]) for f in ("qty", "cost", "realised"))

    def pay(self, k, s, qty, price, fee, currency):
        """Books the fee; returns it in the settlement currency."""
        i, book, net = self.inst[k], self.books[(s, k)], self.net[k]
        if currency == i.settle:
            self.add(currency, -fee)
            book.fees -= fee
            net.fees -= fee
            return -fee
        taken = fee.quantize(D("1e-8"), ROUND_CEILING)
        if i.spot and currency == i.base and qty > 0 and 0 < taken < min(net.qty, book.qty):
            worth = i.worth(price, -taken)
            for b in (net, book):
                b.fill(-taken, worth, price)
                b.fees += worth
            self.taken = worth
            if taken != fee:
                self.add(i.base, taken - fee)
            return worth
        self.add(currency, -fee)
        rate = self.rate(currency)[0]
        return -money(fee * rate)

    def track(self, k, s, qty, price, closed, opened, fee, decision):
        """Round trips: returns the line of the one that ended."""
        i, out = self.inst[k], []
        taken, self.taken = self.taken, D(0)
        closing_fee = money(fee * closed / abs(qty))
        sign = 1 if qty > 0 else -1
        total = i.worth(price, qty)
        closing = i.worth(price, sign * closed) if opened and closed else (total if closed else D(0))
        book = self.books[(s, k)]
        if closed:
            t = self.trips[(s, k)]
            self.add_to(t, i, sign * closed, closing, closing_fee, price, decision)
            if opened or book.qty == 0:
                # flat to flat: what came in less what was paid, no average price needed
                out.append(f"trip {s} {k} {t.side} {t.entry} {self.time} net {text(-t.cash + t.fees + t.funding)} "
                           f"fees {text(t.fees)} funding {text(t.funding)} slip {text(t.slip)} "
                           f"max {text(t.qty_max)} mae {text(t.mae)} mfe {text(t.mfe)} "
                           f"turnover {text(t.turnover)} fills {t.fills}")
                del self.trips[(s, k)]
        if opened:
            t = self.trips.setdefault((s, k), Trip(s, "buy" if qty > 0 else "sell", self.time))
            opening = i.worth(price, sign * opened)
            self.add_to(t, i, sign * opened, opening, fee - closing_fee, price, decision)
            # A flip leaves the rounding of its two worths with the opening part. A fee taken from the asset counts as
            # sold at the fill's price, and then as paid.
            t.cash += (total - closing) - opening + taken
            t.qty_max = max(t.qty_max, abs(book.qty))
        return out

    def add_to(self, t, i, qty, worth, fee, price, decision):
        t.cash += worth
        t.fees += fee
        t.turnover += abs(worth)
        t.fills += 1
        if decision:
            if i.inverse:
                t.slip += money(qty * i.m / decision) - money(qty * i.m / price)
            else:
                t.slip += money(money((price - decision) * qty) * i.m)

    def dump(self):
        for k, b in enumerate(self.net):
            v = b.inst.worth(self.mark[k], b.qty) if b.qty else D(0)
            self.out.append(f"position {k} {text(b.qty)} {text(b.cost)} {text(b.realised)} {text(v - b.cost)} "
                            f"{text(b.fees)} {text(b.funding)}")
            if self.hedging:
                for name, leg in zip(("long", "short"), self.legs[k]):
                    self.out.append(f"leg {k} {name} {text(leg.qty)} {text(leg.cost)} {text(leg.realised)}")
        for (s, k), b in sorted(self.books.items()):
            self.out.append(f"strategy {s} {k} {text(b.qty)} {text(b.cost)} {text(b.realised)} "
                            f"{text(b.fees)} {text(b.funding)}")


def walk(rng, price, digits):
    return (price * D(repr(round(rng.lognormvariate(0, 0.004), 6)))).quantize(D(1).scaleb(-digits))


def play(w, rng, prices, lots, digits, steps, strategies=3, fee=None, funding=True, long_only=False):
    for step in range(steps):
        k = rng.randrange(len(prices))
        prices[k] = walk(rng, prices[k], digits[k])
        roll = rng.random()
        i = w.inst[k]
        if roll < 0.45:
            w.on_mark(k, prices[k])
        elif roll < 0.92 or not funding or w.net[k].qty == 0:
            s = rng.randrange(strategies)
            held = w.books[(s, k)].qty if (s, k) in w.books else D(0)
            kind = rng.random()
            if held and kind < 0.25:
                qty = -held                                       # close
            elif held and kind < 0.35 and not long_only:
                qty = -held - held.copy_sign(held) * rng.randrange(1, 4)  # flip
            elif held and kind < 0.6:
                qty = -(held * D(rng.randrange(1, 10)) / 10).quantize(lots[k])  # part
            else:
                qty = lots[k] * rng.randrange(1, 500) * (1 if long_only or rng.random() < 0.5 else -1)
            if qty == 0:
                continue
            amount, currency = fee(w, k, i, qty, prices[k]) if fee else (D(0), None)
            decision = walk(rng, prices[k], digits[k]) if rng.random() < 0.8 else D(0)
            w.on_fill(k, s, qty, prices[k], amount, currency, "entry", decision)
        else:
            rate = D(rng.randrange(-75, 76)) / 100000
            w.on_fund(k, -(money(w.inst[k].worth(prices[k], w.net[k].qty) * rate)))
        if step % 20 == 19:
            w.dump()
    w.dump()


def own_fee(rate):
    def fee(w, k, i, qty, price):
        return money(abs(i.worth(price, qty)) * D(rate)), i.settle
    return fee


def third_fee(w, k, i, qty, price):
    return (abs(i.worth(price, qty)) * D("0.00075") / w.rate("BNB")[0]).quantize(D("1e-8")), "BNB"


def base_fee(w, k, i, qty, price):
    if qty > 0:
        return abs(qty) * D("0.00075"), i.base
    return money(abs(qty) * price * D("0.001")), i.quote


def main():
    out = ["# Written by make_books.py; every line is an event and the equity after it."]
    rng = random.Random(20240808)

    w = World(out, "linear", "USDT", [Instrument("BTC/USDT:USDT"), Instrument("ETH/USDT:USDT")])
    w.deposit("USDT", D(100000))
    play(w, rng, [D("43210.5"), D("2345.67")], [D("0.001"), D("0.01")], [1, 2], 240, fee=own_fee("0.0005"))

    w = World(out, "multiplier", "USDT", [Instrument("XRP/USDT:USDT", "0.1"), Instrument("BTC/USDT:USDT", "0.0001")])
    w.deposit("USDT", D("5000.123456789012345678"))
    play(w, rng, [D("0.51234567"), D("43210.5")], [D("1"), D("3")], [8, 1], 160, fee=own_fee("0.00037"))

    w = World(out, "third_currency", "USDT", [Instrument("BTC/USDT:USDT"), Instrument("BNB/USDT")])
    w.deposit("USDT", D(100000))
    w.deposit("BNB", D("7.5"))
    w.on_mark(1, D("312.4"))
    play(w, rng, [D("43210.5"), D("312.4")], [D("0.001"), D("0.01")], [1, 1], 160, fee=third_fee)

    w = World(out, "inverse", "BTC", [Instrument("BTC/USD:BTC", "100"), Instrument("ETH/USD:ETH", "10")])
    w.deposit("BTC", D("2.5"))
    w.deposit("ETH", D("11"))
    w.set_rate("ETH", D("0.0531"))
    play(w, rng, [D("43210.5"), D("2345.67")], [D("1"), D("1")], [1, 2], 240, fee=own_fee("0.0005"))

    w = World(out, "spot", "USDT", [Instrument("BTC/USDT"), Instrument("ETH/USDT")])
    w.deposit("USDT", D(100000))
    play(w, rng, [D("43210.5"), D("2345.67")], [D("0.00001"), D("0.0001")], [2, 2], 160, strategies=1, fee=base_fee,
         funding=False, long_only=True)

    w = World(out, "equity", "USD", [Instrument("AAPL"), Instrument("SPY")])
    w.deposit("USD", D(50000))
    play(w, rng, [D("189.37"), D("471.12")], [D("1"), D("0.001")], [2, 2], 120, fee=own_fee("0.00005"), funding=False,
         long_only=True)

    w = World(out, "hedging", "USDT", [Instrument("BTC/USDT:USDT"), Instrument("ETH/USDT:USDT", "0.01")], hedging=True)
    w.deposit("USDT", D(100000))
    price = D("43210.5")
    for step in range(160):
        k = rng.randrange(2)
        price = walk(rng, price, 1)
        s = rng.randrange(2)
        longs, shorts = w.legs[k]
        roll = rng.random()
        fee = D(rng.randrange(1, 10 ** 9)).scaleb(-9)
        if roll < 0.4:
            w.on_mark(k, price)
        elif roll < 0.75 or (longs.qty == 0 and shorts.qty == 0):
            w.on_fill(k, s, D(rng.randrange(1, 900)) / 1000 * rng.choice((1, -1)), price, fee, "USDT", "entry", price)
        elif longs.qty and (roll < 0.9 or shorts.qty == 0):
            part = longs.qty if rng.random() < 0.3 else (longs.qty * rng.randrange(1, 10) / 10).quantize(D("0.001"))
            if part:
                w.on_fill(k, s, -part, price, fee, "USDT", "exit", price)
        elif shorts.qty:
            part = -shorts.qty if rng.random() < 0.3 else (-shorts.qty * rng.randrange(1, 10) / 10).quantize(D("0.001"))
            if part:
                w.on_fill(k, s, part, price, fee, "USDT", "exit", price)
        if step % 20 == 19:
            w.dump()
    w.dump()
    print("\n".join(out))


if __name__ == "__main__":
    main()
