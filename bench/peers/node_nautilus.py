"""A NautilusTrader node without venues, for row 15: built, then its resident MB on standard output."""
import os

from nautilus_trader.config import LoggingConfig, TradingNodeConfig
from nautilus_trader.live.node import TradingNode

node = TradingNode(config=TradingNodeConfig(logging=LoggingConfig(log_level="ERROR")))
node.build()
with open("/proc/self/status") as status:
    print(next(float(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS")), flush=True)
os._exit(0)
