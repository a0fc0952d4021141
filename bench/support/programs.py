"""Builds the programs and runs them, each in a process group of its own that ends with it."""
import json
import os
import signal
import subprocess
import sys
import time


def build(root, targets, peers, say):
    say("building the release preset")
    subprocess.run(["cmake", "--preset", "release", "--log-level=WARNING", f"-DBENCH_PEERS={peers.folder}"], cwd=root,
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", *dict.fromkeys(targets)], cwd=root,
                   check=True, stdout=sys.stderr)


def command_line(root, words):
    script = root / "bench" / words[0]
    if script.suffix == ".py":
        return [sys.executable, str(script), *words[1:]]
    if script.suffix == ".sh":
        return [str(script), *words[1:]]
    return [str(root / "build/release/bench" / words[0]), *words[1:]]


def run(root, scratch, command, peers, quick, say):
    """What the program printed as JSON lines, and what went wrong ("" for nothing)."""
    env = dict(os.environ, TMPDIR=str(scratch), BENCH_PEERS=str(peers.folder))
    if quick:
        env["BENCH_QUICK"] = "1"
    words = command.quick if quick and command.quick is not None else command.words
    process = subprocess.Popen(command_line(root, words), cwd=root, env=env, stdout=subprocess.PIPE, text=True,
                               start_new_session=True)
    try:
        out, _ = process.communicate(timeout=command.timeout)
        error = f"exit code {process.returncode}" if process.returncode not in (0, 77) else ""
    except subprocess.TimeoutExpired:
        end_group(process)
        out, error = process.communicate()[0], f"not done after {command.timeout} s"
    except BaseException:
        end_group(process)
        process.communicate()
        raise
    end_group(process)  # what it may have left running
    lines = []
    for line in out.splitlines():
        try:
            lines.append(json.loads(line))
            say("    " + summary(lines[-1]))
        except ValueError:
            say("    " + line)
    return lines, error


def end_group(process):
    """Ends everything that the program started: asked first, so that servers and traps can tidy up, then killed."""
    for how, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 0)):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            return
        for _ in range(patience * 20):
            time.sleep(0.05)
            if process.poll() is not None and not is_group_alive(process.pid):
                return


def is_group_alive(group):
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False


def summary(line):
    text = f"{line['what']}: {line['ours']:.4g} {line.get('unit', '')}"
    return text + (f", {line['peer']} {line['peer_value']:.4g}" if line.get("peer_value") else "")
