"""While a hook is stopped at one of its system calls, somebody changes what
it judges by: the policy or a trust file. What the new policy or the new trust
refuses does not land, whenever they came."""

import os
import signal
import time

from oracle import action
from tracing import calls_of

STOP_SECONDS = 20
STRICT = b"""version: 1
rulesets:
  - {name: all, refs: ["refs/**"], rules: {freeze: {}}}
"""


def policy_is_strict(scene):
    scene.tree.put("refgate/policy.yml", STRICT, 0o644)


def policy_is_broken(scene):
    scene.tree.put("refgate/policy.yml", b"version: [\n", 0o644)


def signers_are_cut(scene):
    scene.tree.put("refgate/allowed_signers", b"", 0o644)


def keyring_is_cut(scene):
    with open(scene.path("refgate/keyring.asc"), "rb") as file:
        text = file.read()
    scene.tree.put("refgate/keyring.asc", text[:len(text) // 2], 0o644)


CHANGES = [policy_is_strict, policy_is_broken, signers_are_cut, keyring_is_cut]


def wait_for_stop(trace):
    """0: it has ended, which cannot be stopped."""
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until:
        with open(trace, encoding="utf-8", errors="replace") as file:
            text = file.read()
        if "--- stopped by SIGSTOP ---" in text:
            return int(text.split()[0])
        if "+++ exited" in text:
            return 0
        time.sleep(0.002)
    raise RuntimeError("it neither stops nor ends")


def stopped(sweep, call, change):
    """The hook's result; what it does after the call it does afterwards."""
    trace = os.path.join(sweep.scratch, "trace")
    words = ["strace", "-q", "-f", "-o", trace, "-e", "trace=" + call.name, "-e",
                          f"inject={call.name}:signal=STOP:when={call.when}",
                          sweep.scene.program()]
    with open(trace, "wb"):
        pass
    sweep.scene.tree.restore()

    def meanwhile():
        pid = wait_for_stop(trace)
        change(sweep.scene)
        if pid:
            os.kill(pid, signal.SIGCONT)

    return sweep.scene.run(words, meanwhile=meanwhile)


def is_refused(sweep, change):
    """Whether the push is, when the change was there before it."""
    sweep.scene.tree.restore()
    change(sweep.scene)
    return sweep.scene.run([sweep.scene.program()]).status != 0


def judge(sweep, change, result, refused):
    """Whatever was recorded: what would be refused does not land."""
    flaws = []
    scene = sweep.scene
    if result.status is None or result.status < 0:
        flaws.append(f"status {result.status}")
    elif result.status and b"refused" not in result.said:
        flaws.append("refused without a sentence")
    if result.status == 0:
        landed = all(scene.honest("update", (name, old, new)).status == 0
                     for old, new, name in scene.updates)
        if landed and refused:
            flaws.append(f"it lands, though {change.__name__.replace('_', ' ')}")
    if any(action(record) == "torn" for record in scene.records()):
        flaws.append("a torn record")
    sweep.oracle.torn(flaws)
    sweep.oracle.verify(flaws)
    return flaws


def sweep(sweep):
    if sweep.scene.hook != "pre-receive" or not sweep.oracle.accepts:
        sweep.outcomes["not asked"] += 1
        return
    refused = {change: is_refused(sweep, change) for change in CHANGES}
    if not refused[policy_is_strict] or not refused[policy_is_broken]:
        raise RuntimeError(f"{sweep.scene.name}: accepted by a policy that refuses all")
    number = 0
    for call in calls_of(sweep):
        number += 1
        if not sweep.takes(number):
            continue
        change = CHANGES[number // sweep.options.every % len(CHANGES)]
        result = stopped(sweep, call, change)
        sweep.count(f"{change.__name__} at {call.line}", result,
                    judge(sweep, change, result, refused[change]))
