"""Random repositories, asked of refgate and of git.

driver.py [--seed S] [--repositories N] [--store K] [--most M] [--plan FILE]
	[--quarantine] [--plant P]

Repository n has the seed S + n; K at a time share one store. What differs is
shrunk and printed, with the command that repeats it, and after M times that
is the end. REFGATE_BUILD is the tree whose probes are asked.
"""
import argparse
import os
import shlex
import signal
import sys
from collections import Counter

import generator
from compare import KINDS, compare
from plan import Plan
from planted import PLANTS
from shrink import Shrinker

PROGRESS_EVERY = 1000
# In so many repositories all kinds of questions are asked.
ALL_KINDS_IN = 50
REPEAT = "python3 -B tests/differential/driver.py"


class Driver:
    """Counts what was compared and what differed."""

    def __init__(self, options):
        self.options = options
        self.counts, self.commits, self.repositories = Counter(), 0, 0
        self.failures, self.failed = 0, Counter()

    def plans(self, first, last):
        found = [generator.make(seed, KINDS) for seed in range(first, last)]
        self.commits += sum(len(p.labels) for p in found)
        self.repositories += len(found)
        return found

    def run(self):
        seed, count = self.options.seed, self.options.repositories
        size = self.options.store
        for first in range(seed, seed + count, size):
            plans = self.plans(first, min(first + size, seed + count))
            # Every second store is split into a server and a quarantine.
            self.store(plans, (first - seed) // size % 2 == 1)
            if self.failures >= self.options.most:
                break
            if (first - seed) % PROGRESS_EVERY == 0 and first > seed:
                print("# %d repositories" % (first - seed), flush=True)

    def store(self, plans, quarantine):
        for failure in compare(plans, quarantine, self.counts,
                               self.options.plant):
            self.failures += 1
            self.failed[failure.kind()] += 1
            if self.failures <= self.options.most:
                self.tell(failure, quarantine)

    def tell(self, failure, quarantine):
        print("# seed %d: %s" % (failure.plan.seed, failure.question))
        print("#   " + failure.text)
        shrinker = Shrinker(failure, quarantine, self.options.plant)
        if not shrinker.run(failure.question):
            print("# not by itself: only in its store, with --store %d" %
                  self.options.store)
            return
        plan = Plan(shrinker.data)
        print("# shrunk to %d commits in %d tries: %s" % (
            len(plan.labels), shrinker.tries, shrinker.text))
        more = " --quarantine" * quarantine
        if self.options.plant:
            more += " --plant " + self.options.plant
        print("# printf %%s %s | %s%s --plan -" % (
            shlex.quote(plan.dump()), REPEAT, more))

    def finish(self):
        for n, kind in enumerate(KINDS):
            good = not self.failed[kind.name] and (
                self.counts[kind.name] or self.repositories < ALL_KINDS_IN)
            print("%sok %d - %s (%d compared)" % (
                "" if good else "not ", n + 1, kind.name,
                self.counts[kind.name]))
        print("1..%d" % len(KINDS))
        first = self.options.seed
        print("# seeds %d to %d: %d repositories, %d commits, %d comparisons, "
              "%d differences, %d s of CPU" % (
                  first, first + self.repositories - 1, self.repositories,
                  self.commits, sum(self.counts.values()), self.failures,
                  sum(os.times()[:4])))
        return 1 if self.failures else 0


def read_plan(name):
    with (sys.stdin if name == "-" else open(name, encoding="ascii")) as file:
        return Plan.load(file.read())


def stop(*_):
    sys.exit(129)


def main():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repositories", type=int, default=100)
    parser.add_argument("--store", type=int, default=50)
    parser.add_argument("--most", type=int, default=3)
    parser.add_argument("--plan")
    parser.add_argument("--quarantine", action="store_true")
    parser.add_argument("--plant", choices=sorted(PLANTS))
    driver = Driver(parser.parse_args())
    if driver.options.plan:
        driver.store([read_plan(driver.options.plan)],
                     driver.options.quarantine)
    else:
        driver.run()
    sys.exit(driver.finish())


if __name__ == "__main__":
    main()
