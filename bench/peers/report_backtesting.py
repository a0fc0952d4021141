"""backtesting.py in row 16, from cold: report_backtesting.py CSV HTML. One strategy where ours has three and a vote, its
statistics and its page; no truncation check, no funding."""
import sys
import warnings

import pandas
from backtesting import Backtest, Strategy
from bar_task import averages

warnings.simplefilter("ignore")


class EmaCross(Strategy):
    def init(self):
        fast, slow = averages(self.data.Close)
        self.fast = self.I(lambda: fast, name="fast")
        self.slow = self.I(lambda: slow, name="slow")

    def next(self):
        if self.fast[-1] > self.slow[-1] and not self.position.is_long:
            self.position.close()
            self.buy(size=0.1)
        elif self.fast[-1] < self.slow[-1] and not self.position.is_short:
            self.position.close()
            self.sell(size=0.1)


bars = pandas.read_csv(sys.argv[1])
bars.columns = [c.capitalize() for c in bars.columns]
bars.index = pandas.to_datetime(bars[bars.columns[0]], unit="ms")
test = Backtest(bars[["Open", "High", "Low", "Close", "Volume"]], EmaCross, cash=10_000_000, commission=0.0005)
test.run()
test.plot(filename=sys.argv[2], open_browser=False)
