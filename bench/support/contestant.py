"""A program that stays ready between timed runs: it says "ready", then answers every line with a run's seconds."""
import statistics
import subprocess


class Contestant:
    """A context manager; words is the command line."""

    def __init__(self, name, *words):
        self.name = name
        self.process = subprocess.Popen([str(w) for w in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            self.process.kill()
            raise SystemExit(f"{name} did not run: {self.process.communicate()[1][-800:]}")

    def run(self):
        """Seconds of one run."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def race(contestants, rounds):
    """Medians of seconds, and of how many times longer each took than the first in the same round."""
    times = [[c.run() for c in contestants] for _ in range(rounds)]
    columns = list(zip(*times))
    ratios = [[t / first for t, first in zip(column, columns[0])] for column in columns]
    return [statistics.median(c) for c in columns], [statistics.median(r) for r in ratios]
