"""backtesting.py in row 1. It knows no fraction of a unit and no slippage in ticks: its unit is 0.01 BTC, and the tick
is paid as part of the commission, so its fill prices are compared after adding the tick."""
import warnings

from backtesting import Backtest, Strategy
from bar_task import BALANCE, FEE, QTY, TICK, averages, frame, serve

warnings.simplefilter("ignore")


class EmaCross(Strategy):
    def init(self):
        close = self.data.Close / QTY
        fast, slow = averages(close)
        self.fast = self.I(lambda: fast, name="fast")
        self.slow = self.I(lambda: slow, name="slow")

    def next(self):
        fast, slow = self.fast[-1], self.slow[-1]
        if fast > slow and not self.position:
            self.buy(size=1)
        elif fast < slow and self.position:
            self.position.close()


def commission(size, price):
    """The fee of the price with its tick, and the tick itself."""
    unit = abs(size)
    filled = price + TICK * QTY if size > 0 else price - TICK * QTY
    return unit * (FEE * filled + TICK * QTY)


def prepare(bars):
    data = frame(bars)
    for column in ("Open", "High", "Low", "Close"):
        data[column] *= QTY

    def run():
        trades = Backtest(data, EmaCross, cash=BALANCE, commission=commission, exclusive_orders=False).run()._trades
        fills = []
        for t in trades.itertuples():
            fills.append(fill(t.EntryBar, True, t.EntryPrice))
            fills.append(fill(t.ExitBar, False, t.ExitPrice))
        return fills
    return run


def fill(bar, is_buy, price):
    price = price / QTY + (TICK if is_buy else -TICK)
    return bar, is_buy, QTY, price, FEE * price * QTY


serve(prepare)
