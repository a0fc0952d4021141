"""hftbacktest in row 3: bench/tick_replay.cpp states the task. ticks_hftbacktest.py EVENTS FILLS TICK LOT

Says "ready", then answers every line with the processor seconds of one replay. Compiling the strategy and loading the
events are not timed.
"""
import sys
import time

import numpy
from hftbacktest import (BUY, GTX, LIMIT, SELL, BacktestAsset, ROIVectorMarketDepthBacktest, event_dtype)
from hftbacktest.order import FILLED
from numba import njit

LATENCY, PERIOD, HALF_MS, MS = 100_000, 1_000_000_000, 500_000, 1_000_000


@njit
def trade(hbt, first, lot, fills):
    """Every second: cancel what is open, one lot at the best bid and one at the best ask. Returns the count of fills."""
    count, order_id, open_bid, open_ask = 0, 0, 0, 0
    when = first + 10 * MS
    when += HALF_MS - when % MS
    hbt.elapse(MS)  # its clock stands at no time until something is played
    while hbt.elapse(when - hbt.current_timestamp) == 0:
        count = take_fills(hbt, fills, count)
        orders = hbt.orders(0)
        for old in (open_bid, open_ask):
            if old != 0 and old in orders and orders.get(old).cancellable:
                hbt.cancel(0, old, False)
        depth = hbt.depth(0)
        bid, ask = depth.best_bid, depth.best_ask
        open_bid, open_ask = order_id + 1, order_id + 2
        order_id += 2
        hbt.submit_buy_order(0, open_bid, bid, lot, GTX, LIMIT, False)
        hbt.submit_sell_order(0, open_ask, ask, lot, GTX, LIMIT, False)
        when += PERIOD
    return take_fills(hbt, fills, count)


@njit
def take_fills(hbt, fills, count):
    values = hbt.orders(0).values()
    while values.has_next():
        order = values.get()
        if order.status == FILLED:
            fills[count, 0], fills[count, 1], fills[count, 2] = order.order_id, order.exec_price_tick, order.exch_timestamp
            count += 1
    hbt.clear_inactive_orders(0)
    return count


def make(events, tick, lot):
    prices = events["px"]
    asset = (BacktestAsset().data([events]).linear_asset(1.0).constant_order_latency(LATENCY, LATENCY)
             .risk_adverse_queue_model().no_partial_fill_exchange().trading_value_fee_model(0.0, 0.0)
             .tick_size(tick).lot_size(lot).last_trades_capacity(0)
             .roi_lb(float(prices.min())).roi_ub(float(prices.max())))
    return ROIVectorMarketDepthBacktest([asset])


def main():
    events = numpy.fromfile(sys.argv[1], dtype=event_dtype)
    tick, lot = float(sys.argv[3]), float(sys.argv[4])
    first = int(events["local_ts"][0])
    fills = numpy.zeros((100_000, 3), dtype="int64")

    def run():
        hbt = make(events, tick, lot)
        begin = time.process_time()
        count = trade(hbt, first, lot, fills)
        took = time.process_time() - begin
        hbt.close()
        return count, took

    count, _ = run()
    with open(sys.argv[2], "w") as file:
        for order, price, when in fills[:count].tolist():
            file.write(f"{order},{price * tick},{when}\n")
    print("ready", flush=True)
    for _ in sys.stdin:
        print(run()[1], flush=True)


main()
