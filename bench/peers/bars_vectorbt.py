"""vectorbt in row 1: no events, whole columns at once. The averages are compiled by numba, the orders are given with
their prices, because its slippage is a fraction only."""
import numba
import numpy
import vectorbt as vbt
from bar_task import BALANCE, FAST, FEE, QTY, SLOW, TICK, frame, serve


@numba.njit
def ema(closes, period):
    out = numpy.full(len(closes), numpy.nan)
    value = closes[:period].sum() / period
    out[period - 1] = value
    for i in range(period, len(closes)):
        value += 2 / (period + 1) * (closes[i] - value)
        out[i] = value
    return out


@numba.njit
def orders(opens, fast, slow):
    """Sizes and prices by bar: a change of target at a close is an order at the next open."""
    size, price = numpy.zeros(len(opens)), opens.copy()
    is_long = False
    for i in range(SLOW - 1, len(opens) - 1):
        if fast[i] > slow[i] and not is_long:
            size[i + 1], price[i + 1], is_long = QTY, opens[i + 1] + TICK, True
        elif fast[i] < slow[i] and is_long:
            size[i + 1], price[i + 1], is_long = -QTY, opens[i + 1] - TICK, False
    return size, price


def prepare(bars):
    data = frame(bars)
    opens, closes = numpy.ascontiguousarray(bars[:, 0]), numpy.ascontiguousarray(bars[:, 3])

    def run():
        size, price = orders(opens, ema(closes, FAST), ema(closes, SLOW))
        portfolio = vbt.Portfolio.from_orders(data["Close"], size=size, price=price, fees=FEE, init_cash=BALANCE,
                                              freq="1min")
        portfolio.stats(["total_return", "max_dd", "sharpe_ratio"])
        r = portfolio.orders.values
        return list(zip(r["idx"].tolist(), (r["side"] == 0).tolist(), r["size"].tolist(), r["price"].tolist(),
                        r["fees"].tolist()))
    return run


serve(prepare)
