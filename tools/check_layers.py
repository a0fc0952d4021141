#!/usr/bin/env python3
"""Checks that includes follow the arrows declared in the CMakeLists.txt files.

Fails when
  - a library under src/ includes another one that its argosy_library(... DEPS ...) does not name,
  - a header in somebody else's detail/ is included,
  - <boost/asio...> or <boost/beast...> is included outside src/net,
  - DEPS has a cycle.
Usage: check_layers.py <src>
"""
import pathlib
import re
import sys

KEYWORDS = {"NAME", "HDRS", "SRCS", "DEPS", "PRIVATE_DEPS", "LINK", "TESTS", "TEST_DEPS", "ALONE"}


def declared(src: pathlib.Path, sections: tuple[str, ...] = ("DEPS", "PRIVATE_DEPS")) -> dict[str, set[str]]:
    deps: dict[str, set[str]] = {}
    for file in src.rglob("CMakeLists.txt"):
        for body in re.findall(r"argosy_library\((.*?)\)", file.read_text(), re.S):
            words, section = set(), ""
            for word in body.split():
                if word in KEYWORDS:
                    section = word
                elif section in sections:
                    words.add(word)
            deps[file.parent.relative_to(src).as_posix()] = words
    return deps


def main() -> int:
    src = pathlib.Path(sys.argv[1])
    deps = declared(src)
    test_deps = declared(src, ("TEST_DEPS",))
    bad: list[str] = []

    def owner(path: str) -> str | None:  # the innermost library that holds this path
        return max((lib for lib in deps if path.startswith(lib + "/")), key=len, default=None)

    for file in sorted(src.rglob("*.[ch]pp")):
        lib = owner(file.relative_to(src).as_posix())
        for number, line in enumerate(file.read_text().splitlines(), 1):
            where = f"{file}:{number}"
            if re.match(r"#include <boost/(asio|beast)", line) and lib != "net":
                bad.append(f"{where}: Asio or Beast is included outside net")
            if not (found := re.match(r'#include "([^"]+)"', line)):
                continue
            to = owner(found[1])
            if to is None or to == lib or lib is None:
                continue
            if file.name.endswith("_test.cpp") and to in test_deps[lib]:
                continue
            if to not in deps[lib]:
                bad.append(f"{where}: {lib} includes {to} but does not list it in DEPS")
            if found[1].startswith(to + "/detail/"):
                bad.append(f"{where}: {found[1]} is private to {to}")

    def walk(lib: str, path: list[str]) -> None:
        if lib in path:
            bad.append("cycle: " + " -> ".join(path + [lib]))
            return
        for dep in sorted(deps.get(lib, ())):
            walk(dep, path + [lib])

    for lib in sorted(deps):
        walk(lib, [])
    print("\n".join(dict.fromkeys(bad)) or f"layers ok: {len(deps)} libraries")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
