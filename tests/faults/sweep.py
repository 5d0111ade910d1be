"""Runs hooks again and again, each time with another fault, and judges each
run: sweep.py KIND WORLD [OPTION...]. Prints TAP, a line a scene.

--every K, --offset N   of all faults only each K-th, from the N-th on
--scenes PATTERN        a regular expression; default: all
--show                  each fault and its outcome
"""

import argparse
import collections
import importlib
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from oracle import Oracle  # noqa: E402
from scene import Scene  # noqa: E402

TOLD_MAX = 5
# Safe, and not as it should be: told, and counted.
WORDS = ("refused by a rule that it keeps", "the refusal is recorded otherwise")


class Sweep:
    """One scene under all faults of a kind."""

    def __init__(self, options, folder, scratch):
        root = os.environ["REFGATE_ROOT"]
        self.options = options
        self.scene = Scene(folder, os.path.join(root, "libexec/refgate"), scratch)
        self.scratch = scratch
        self.oracle = Oracle(self.scene, os.path.join(root, "bin/refgate"),
                             [options.world, scratch])
        self.outcomes = collections.Counter()
        self.wrong = []

    def takes(self, number):
        """Whether this one of the faults is in the sample."""
        return number % self.options.every == self.options.offset % self.options.every

    def run(self, fault, words, more=None, killed=False, excused=None,
            trouble=None):
        """One fault. `excused`: what sorts out its flaws, told afterwards.
        `trouble`: made before the run, and over when it is judged."""
        self.scene.tree.restore()
        if trouble:
            trouble.make()
        result = self.scene.run(words, more)
        if trouble:
            trouble.end()
        sort_out = excused() if excused else None
        name = None
        flaws = self.oracle.judge(result, killed)
        if sort_out and flaws:
            name, flaws = sort_out(result, flaws)
        self.count(fault, result, flaws, name)
        return result

    def count(self, fault, result, flaws, name=None):
        if flaws and all(flaw in WORDS for flaw in flaws):
            print(f"# {self.scene.name}, {fault}: {flaws[0]}")
            name, flaws = "refused in wrong words", []
        outcome = {0: "passed", None: "hung"}.get(result.status, "refused")
        if result.status is not None and result.status < 0:
            outcome = "killed"
        self.outcomes[name or outcome] += 1
        if flaws:
            self.wrong.append((fault, result, flaws))
        if self.options.show:
            print(f"# {self.scene.name} {fault}: {result.status} {flaws}")

    def tell(self, number):
        ran = sum(self.outcomes.values())
        said = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        verdict = "not ok" if self.wrong or not ran else "ok"
        print(f"{verdict} {number} - {self.scene.name}: {ran} runs, {said}")
        for fault, result, flaws in self.wrong[:TOLD_MAX]:
            print(f"# {fault}: status {result.status}")
            for line in flaws:
                print(f"#   {line}")
            for line in result.said.decode(errors="replace").splitlines():
                print(f"#   | {line}")
        if len(self.wrong) > TOLD_MAX:
            print(f"# and {len(self.wrong) - TOLD_MAX} more")
        sys.stdout.flush()


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind")
    parser.add_argument("world")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--scenes", default=".")
    parser.add_argument("--show", action="store_true")
    return parser.parse_args()


def main():
    options = read_options()
    kind = importlib.import_module(options.kind)
    folders = sorted(name for name in os.listdir(options.world)
                     if re.search(options.scenes, name) and "." in name)
    if options.every > 1:
        print(f"# each {options.every}th fault, from the {options.offset}th on")
    number = 0
    wrong = False
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(
            dir=memory if os.access(memory, os.W_OK) else None) as scratch:
        for name in folders:
            sweep = Sweep(options, os.path.join(options.world, name), scratch)
            kind.sweep(sweep)
            number += 1
            sweep.tell(number)
            wrong = wrong or bool(sweep.wrong)
    print(f"1..{number}")
    sys.exit(bool(wrong or not number))


if __name__ == "__main__":
    main()
