"""The system calls of a hook, and runs of it in which strace(1) tampers with
one of them."""

import collections
import os
import re

STRACE = ["strace", "-qq", "-o", "/dev/null", "-e", "signal=none"]
# Only what is tampered with stops the hook; no signals come then.
QUICK = ["-f", "--seccomp-bpf"]
# What the loader does before is not ours: main() begins with this one.
FIRST = "sigaltstack"

Call = collections.namedtuple("Call", "name when line")


def calls_of(sweep):
    """Of an honest run, in their order; `when`: which of that name."""
    trace = os.path.join(sweep.scratch, "trace")
    sweep.scene.tree.restore()
    result = sweep.scene.run(["strace", "-qq", "-e", "signal=none", "-s", "200",
                              "-o", trace, sweep.scene.program()])
    if result.status != sweep.scene.outcome:
        raise RuntimeError(f"{sweep.scene.name} below strace: {result.said!r}")
    counts = collections.Counter()
    calls = []
    begun = False
    with open(trace, encoding="utf-8", errors="replace") as file:
        for line in file:
            found = re.match(r"([a-z0-9_]+)\(", line)
            if not found:
                continue
            name = found.group(1)
            counts[name] += 1
            begun = begun or name == FIRST
            if begun:
                calls.append(Call(name, counts[name], line.strip()[:160]))
    if not begun:
        raise RuntimeError("main() makes no " + FIRST)
    return calls


def tampered(sweep, call, how):
    """The words of a run in which that is done to the call."""
    quick = [] if how.startswith("signal") else QUICK
    return STRACE + quick + ["-e", "trace=" + call.name,
                     "-e", f"inject={call.name}:{how}:when={call.when}",
                     sweep.scene.program()]
