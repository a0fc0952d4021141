"""backtrader in row 1: its own EMA (which starts as ours does), next-open fills, a slippage of one tick."""
import backtrader as bt
from bar_task import BALANCE, FAST, FEE, QTY, SLOW, TICK, frame, serve


class EmaCross(bt.Strategy):
    def __init__(self):
        self.fast = bt.ind.EMA(self.data.close, period=FAST)
        self.slow = bt.ind.EMA(self.data.close, period=SLOW)
        self.fills = []

    def next(self):
        fast, slow = self.fast[0], self.slow[0]
        if fast > slow and not self.position.size:
            self.buy(size=QTY)
        elif fast < slow and self.position.size:
            self.close()

    def notify_order(self, order):
        if order.status == order.Completed:
            e = order.executed
            self.fills.append((len(self) - 1, order.isbuy(), abs(e.size), e.price, e.comm))


def prepare(bars):
    data = frame(bars)

    def run():
        cerebro = bt.Cerebro(stdstats=False)
        cerebro.adddata(bt.feeds.PandasData(dataname=data, open="Open", high="High", low="Low", close="Close",
                                            volume="Volume", openinterest=None))
        cerebro.addstrategy(EmaCross)
        cerebro.broker.setcash(BALANCE)
        cerebro.broker.setcommission(commission=FEE)
        cerebro.broker.set_slippage_fixed(TICK, slip_open=True, slip_match=True, slip_out=True)
        for analyzer in (bt.analyzers.DrawDown, bt.analyzers.TradeAnalyzer):
            cerebro.addanalyzer(analyzer)
        return cerebro.run()[0].fills
    return run


serve(prepare)
