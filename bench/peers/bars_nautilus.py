"""NautilusTrader in row 1. It fills a market order of a bar's close at that close, moved by one tick; here every open is
the close before it, so the prices are ours, one bar earlier. The averages are Python, because its own start otherwise."""
from decimal import Decimal

import pandas
from bar_task import BALANCE, FEE, QTY, Cross, frame, serve
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import FillModel
from nautilus_trader.config import LoggingConfig, RiskEngineConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CryptoPerpetual
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.trading.strategy import Strategy

VENUE = Venue("SIM")
INSTRUMENT = InstrumentId(Symbol("BTCUSDT-PERP"), VENUE)
BAR_TYPE = BarType.from_str(f"{INSTRUMENT}-1-MINUTE-LAST-EXTERNAL")


def instrument():
    return CryptoPerpetual(
        instrument_id=INSTRUMENT, raw_symbol=Symbol("BTCUSDT"), base_currency=BTC, quote_currency=USDT,
        settlement_currency=USDT, is_inverse=False, price_precision=2, price_increment=Price.from_str("0.01"),
        size_precision=3, size_increment=Quantity.from_str("0.001"), margin_init=Decimal(1), margin_maint=Decimal(1),
        maker_fee=Decimal("0.0002"), taker_fee=Decimal(str(FEE)), ts_event=0, ts_init=0)


class EmaCross(Strategy):
    def __init__(self, first_ns):
        super().__init__()
        self.cross, self.first_ns, self.is_long, self.fills = Cross(), first_ns, False, []
        self.qty = Quantity.from_str(f"{QTY:.3f}")

    def on_start(self):
        self.subscribe_bars(BAR_TYPE)

    def on_bar(self, bar):
        wants = self.cross.update(bar.close.as_double())
        if wants is not None and wants != self.is_long and self.cross.fast != self.cross.slow:
            self.is_long = wants
            side = OrderSide.BUY if wants else OrderSide.SELL
            self.submit_order(self.order_factory.market(INSTRUMENT, side, self.qty))

    def on_order_filled(self, event):
        bar = (event.ts_event - self.first_ns) // 60_000_000_000 + 1
        self.fills.append((bar, event.order_side == OrderSide.BUY, event.last_qty.as_double(),
                           event.last_px.as_double(), event.commission.as_double()))


def bars_of(data):
    """As its wrangler makes them, which cannot read the columns of pandas 3."""
    made, times = instrument(), data.index.as_unit("ns").asi8.tolist()
    columns = (data[name].tolist() for name in ("open", "high", "low", "close", "volume"))
    return [Bar(BAR_TYPE, *map(made.make_price, (o, h, l, c)), made.make_qty(v), t, t)
            for t, o, h, l, c, v in zip(times, *columns)]


def prepare(bars):
    data = frame(bars)
    data.columns = [c.lower() for c in data.columns]
    data.index = data.index.tz_localize("UTC")
    nautilus_bars = bars_of(data)
    first_ns = pandas.Timestamp(data.index[0]).value

    def run():
        engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True),
                                                     risk_engine=RiskEngineConfig(bypass=False)))
        engine.add_venue(VENUE, OmsType.NETTING, AccountType.MARGIN, [Money(BALANCE, USDT)], base_currency=USDT,
                         default_leverage=Decimal(1), fill_model=FillModel(prob_slippage=1.0, random_seed=1))
        engine.add_instrument(instrument())
        engine.add_data(nautilus_bars, sort=False)
        strategy = EmaCross(first_ns)
        engine.add_strategy(strategy)
        engine.run()
        engine.dispose()
        return strategy.fills
    return run


serve(prepare)
