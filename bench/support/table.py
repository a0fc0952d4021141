"""Ratios, goals and the two forms of the table."""
import json

BEGIN, END = "<!-- table: written by bench/run --docs -->", "<!-- end of the table -->"
COLUMNS = ["row", "what", "ours", "unit", "peer", "peer's", "ratio", "limit", "share of limit", "goal", "reached", "notes"]


def better(line, a, b):
    """How many times better a is than b."""
    return None if not a or not b else (b / a if line.get("smaller_is_better", True) else a / b)


def judge(line):
    """Adds ratio (times better than the peer: the median of the rounds where a program knows it, else of the medians),
    share (of the limit) and reached: yes, first, missed or nothing."""
    ours = line.get("ours")
    line["ratio"] = line.get("pairwise") or better(line, ours, line.get("peer_value"))
    line["share"] = better(line, ours, line.get("limit"))
    line["reached"] = reached(line, ours)
    return line


def reached(line, ours):
    def holds(goal):
        return ours <= goal if line.get("smaller_is_better", True) else ours >= goal
    wanted = [holds(line["goal"])] if line.get("goal") is not None else []
    if line.get("goal_ratio") is not None and line["ratio"] is not None:
        wanted.append(line["ratio"] >= line["goal_ratio"])
    if not wanted or not ours:
        return ""
    if all(wanted):
        return "yes"
    return "first" if line.get("first_goal") is not None and holds(line["first_goal"]) else "missed"


def goal_text(line):
    sign = "≤" if line.get("smaller_is_better", True) else "≥"
    parts = [f"first {sign} {figure(line['first_goal'])}"] if line.get("first_goal") is not None else []
    if line.get("goal") is not None:
        parts.append(f"{sign} {figure(line['goal'])}")
    if line.get("goal_ratio") is not None:
        parts.append(f"≥ {figure(line['goal_ratio'])}×")
    return ", ".join(parts)


def figure(value):
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 10000 else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def cells(line):
    share = line["share"]
    return [line["row"], line["what"], figure(line.get("ours") or None), line.get("unit", "") if line.get("ours") else "",
            line.get("peer") or "", figure(line.get("peer_value")), f"{line['ratio']:.2f}" if line["ratio"] else "",
            figure(line.get("limit")), f"{share:.0%}" if share else "", goal_text(line), line["reached"], line.get("note", "")]


def markdown(report):
    rows = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    rows += ["| " + " | ".join(str(c).replace("|", "/") for c in cells(line)) + " |" for line in report["rows"]]
    conditions = [f"- {key}: {value}" for key, value in report["conditions"].items()]
    skipped = [f"- peer skipped: {name}: {why}" for name, why in report["skipped_peers"].items()]
    failed = [f"- **row {f['row']} failed**: {f['program']}: {f['error']}" for f in report["failures"]]
    return "\n".join(rows + [""] + conditions + skipped + failed) + "\n"


def write(folder, report):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(markdown(report))
    (folder / "table.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def put_into(document, report):
    """Replaces what stands between the two marks of the document."""
    before, rest = document.read_text().split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    document.write_text(f"{before}{BEGIN}\n\n{markdown(report)}\n{END}{after}")
