#!/usr/bin/env python3
"""A handful of rules of the house that a compiler does not know. Each guards a sentence of CONTRIBUTING.md.

  - The system clock is read in base, net and app only: pure parts are told the time.
  - Boost is included in net only, but for its PFR (which of its parts: tools/check_layers.py).
  - A function has at most 60 lines, a file 500 (tests 600), a line 120 characters (test data may be longer).
  - No TODO, FIXME or XXX: what is missing is an issue, not a comment.
Usage: tidy.py <source root>
"""
import pathlib
import re
import subprocess
import sys

CLOCK_OWNERS = ("src/base/", "src/net/", "src/app/")
FUNCTION_LINES, FILE_LINES, TEST_LINES, COLUMNS = 60, 500, 600, 120
CLOCK = re.compile(r"[Cc]lock::now\(|\bstd::time\(|\bgettimeofday\(|\bclock_gettime\(")
HEAD = re.compile(r"^(?P<indent> {0,4})(?!(if|for|while|switch|else|do|try|namespace|class|struct|enum|union)\b)\S.*\).*\{$")


def functions(lines):
    """(first line, length) of every function at namespace or class level; clang-format puts its end at its indent."""
    at = 0
    while at < len(lines):
        head = HEAD.match(lines[at])
        if head and len(head["indent"]) in (0, 4):
            # A line of initialisers stands deeper than the function that it opens.
            indent = head["indent"][4:] if lines[at].lstrip().startswith(":") else head["indent"]
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith(indent + "}")), at)
            yield at + 1, end - at - 1
            at = end
        at += 1


def check(name, text):
    lines = text.splitlines()
    is_test = "_test.cpp" in name or name.startswith("tests/")
    limit = TEST_LINES if is_test else FILE_LINES
    if len(lines) > limit:
        yield 1, f"{len(lines)} lines, at most {limit}: split the file"
    for first, length in functions(lines):
        if length > FUNCTION_LINES and name.startswith("src/") and not is_test:
            yield first, f"a function of {length} lines, at most {FUNCTION_LINES}: name its parts"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS and not is_test:
            yield number, f"{len(line)} characters, at most {COLUMNS}"
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            yield number, "what is missing is an issue, not a comment"
        if name.startswith("src/"):
            if CLOCK.search(line) and not name.startswith(CLOCK_OWNERS):
                yield number, "reads the clock: let the caller pass the time"
            if "#include <boost/" in line and "<boost/pfr/" not in line and not name.startswith("src/net/"):
                yield number, "Boost belongs to net"


def main():
    root = pathlib.Path(sys.argv[1])
    listed = subprocess.run(["git", "ls-files", "*.cpp", "*.hpp"], cwd=root, capture_output=True, text=True)
    names = listed.stdout.split() or [str(p.relative_to(root)) for d in ("src", "tests", "bench")
                                      for p in (root / d).rglob("*.[ch]pp")]
    bad = [f"{name}:{number}: {what}" for name in names if (root / name).exists()
           for number, what in check(name, (root / name).read_text())]
    print("\n".join(bad) or f"tidy: {len(names)} files")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
