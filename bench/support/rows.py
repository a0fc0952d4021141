"""Which programs answer which row of the table in docs/benchmarks.md."""
from dataclasses import dataclass, field


@dataclass
class Command:
    words: list  # a program of build/release/bench, or a script of bench/, and its arguments
    quick: list | None = None  # with --quick; none: the same
    target: str = "argosy"  # what must be built
    peers: list = field(default_factory=list)  # names of peers.py
    timeout: int = 240  # seconds

    @property
    def name(self):
        return " ".join(self.words)


@dataclass
class Row:
    what: str
    commands: list


def program(name, *words, quick=None, **more):
    return Command([name, *words], [name, *quick] if quick is not None else None, target=name, **more)


ROWS = {
    "1": Row("bar backtest, event driven", [
        program("bar_backtest_bench", quick=["1000000"], timeout=500),
        Command(["bar_peers.py"], target="bar_backtest_bench", timeout=400,
                peers=["manifoldbt", "nautilus_trader", "backtrader", "backtesting", "vectorbt"])]),
    "2": Row("parameter sweep", [
        program("sweep_bench", quick=["50000", "2000", "3"]),
        Command(["sweep_peers.py"], target="sweep_bench", peers=["manifoldbt", "vectorbt"])]),
    "3": Row("tick and L2 replay", [Command(["tick_replay.py"], target="tick_replay_bench", peers=["hftbacktest"])]),
    "4": Row("indicators", [program("indicators_bench", peers=["TA-Lib", "newtulipy"])]),
    "5": Row("simulated venue", [
        program("sim_venue_bench", peers=["liquibook", "CppCommon", "CppTrader"]), program("orders_bench")]),
    "8": Row("bus inside a process", [Command(["bus.sh"], target="bus_bench", peers=["nats"])]),
    "9": Row("gateway", [Command(["gateway.py"], target="gateway_bench", peers=["nginx"])]),
    "10": Row("WebSocket fan-out", [program("fanout_bench", peers=["ws"])]),
    "11": Row("bar files", [program("bar_files_bench", peers=["pyarrow", "numpy", "postgresql"])]),
    "12": Row("market event to order", [program("tick_to_order_bench"), program("journal_bench")]),
    "13": Row("replay through the running services", [Command(["replay_services.py"], timeout=600)]),
    "14": Row("restart", [Command(["restart.py"])]),
    "15": Row("start and memory", [Command(["startup.py"], peers=["nautilus_trader"])]),
    "16": Row("five years, cold", [Command(["report_cold.sh"], peers=["backtesting"])]),
}
