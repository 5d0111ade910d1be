"""Many clients push at once, to one repository and to as many as there are.

Honest pushes and such as are to be refused, by the file system and by git
daemon, in turns with refgate and without any hook, while logs are moved away
and refs are packed. Then nothing may be lost, and nothing be left. Prints what
was measured; exit status 1 if a check found something.
"""

import argparse
import collections
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading

import check
import load
from world import World

PACK_TURNS = 4
FLAWS_TOLD = 20


class Nuisance(threading.Thread):
    """Moves logs away and packs refs until it is told to stop."""

    def __init__(self, world, servers, guarded, pause):
        super().__init__()
        self.world, self.servers, self.guarded = world, servers, guarded
        self.pause = pause
        self.over = threading.Event()
        self.moved = 0

    def rotate(self, server):
        log = self.world.path(server) + "/refgate/audit.jsonl"
        number = len(check.logs_of(self.world.path(server)))
        if os.path.exists(log):
            os.rename(log, "%s.%d" % (log, number))
            self.moved += 1

    def run(self):
        turn = 0
        while not self.over.wait(self.pause):
            turn += 1
            for server in random.sample(self.servers,
                                        min(5, len(self.servers))):
                if self.guarded:
                    self.rotate(server)
                if turn % PACK_TURNS == 0:
                    self.pack(server)

    def pack(self, server):
        # a push that has the lock wins
        subprocess.run(["git", "-C", self.world.path(server), "pack-refs",
                        "--all", "--prune"], env=self.world.env, check=False,
                       stderr=subprocess.DEVNULL)


class Side:
    """The servers of one kind, and what was done to them."""

    def __init__(self, world, name, count, guarded):
        self.name, self.guarded = name, guarded
        self.servers = ["%s-%d" % (name, n) for n in range(count)]
        for server in self.servers:
            world.add_server(server, guarded)
        self.states = load.new_states(world.clients)
        self.pushes, self.seconds, self.moved = [], 0, 0

    def run(self, world, seconds, options):
        nuisance = Nuisance(world, self.servers, self.guarded,
                            options.rotate)
        nuisance.start()
        pushes, took = load.run_slice(world, self.servers, self.states,
                                      seconds, options.pushes)
        nuisance.over.set()
        nuisance.join()
        self.pushes += pushes
        self.seconds += took
        self.moved += nuisance.moved


def median_and_p99(values):
    values = sorted(values) or [0]
    return statistics.median(values), values[int(len(values) * 0.99)]


def tell_overtaken(side):
    """What those heard whose push was honest and came too late."""
    heard = collections.Counter(
        re.sub(r"^ *!? *|[0-9a-f]{12,}|own/\d+|twin/\d+", "",
               push.said.strip().splitlines()[-2:][0])
        for push in side.pushes if push.status and push.kind != "bad")
    for words, count in heard.most_common(4):
        print("%-16s %d times: %s" % ("", count, words))


def tell_side(side):
    done = collections.Counter(
        "accepted" if push.status == 0 else
        "turned away" if check.is_turned_away(push) else
        "refused" if push.kind == "bad" else "overtaken"
        for push in side.pushes)
    times = [push.seconds for push in side.pushes
             if push.kind == "own" and push.status == 0]
    middle, slow = median_and_p99(times)
    print("%-16s %6d pushes in %4.0f s: %5.1f a second; %d accepted, "
          "%d refused, %d overtaken, %d turned away" % (
              side.name, len(side.pushes), side.seconds,
              len(side.pushes) / side.seconds, done["accepted"],
              done["refused"], done["overtaken"],
              done["turned away"]))
    print("%-16s an accepted push of one commit: median %.0f ms, "
          "99%% below %.0f ms" % ("", middle * 1000, slow * 1000))
    tell_overtaken(side)
    if side.guarded:
        print("%-16s logs moved away %d times" % ("", side.moved))
    return len(side.pushes) / side.seconds, middle


def tell_memory(samples):
    for hook, rows in sorted(samples.items()):
        third = max(len(rows) // 3, 1)
        print("  %-12s %6d calls; KiB at most: first third median %d, "
              "last third %d, greatest %d; processor %.1f ms" % (
                  hook, len(rows),
                  statistics.median(row[1] for row in rows[:third]),
                  statistics.median(row[1] for row in rows[-third:]),
                  max(row[1] for row in rows),
                  statistics.median(row[2] for row in rows) / 1000))


def run_scenario(world, name, count, options):
    sides = [Side(world, name, count, True)]
    if not options.alone:
        sides.append(Side(world, name + "-without", count, False))
    world.start_daemon()
    try:
        for _ in range(options.turns):
            for side in sides:
                side.run(world, options.seconds / options.turns / len(sides),
                         options)
    finally:
        world.stop_daemon()
    told = [tell_side(side) for side in sides]
    if len(told) == 2:
        print("%-16s %.2f of the pushes, at %.2f times the latency" % (
            "", told[0][0] / told[1][0], told[0][1] / told[1][1]))
    left = sum(len(check.waiting(world.path(server)))
               for server in sides[0].servers)
    samples = check.read_samples(world.samples)
    tell_memory(samples)
    print("%-16s %d clearances of overtaken pushes wait for their hour" % (
        "", left))
    flaws = [flaw for server in sides[0].servers for flaw in
             check.check_server(world, server, sides[0].pushes)]
    flaws += check.check_memory(samples)
    os.remove(world.samples)
    for flaw in flaws[:FLAWS_TOLD]:
        print("flaw: %s: %s" % (name, flaw.strip()))
    print("%s: %d flaws" % (name, len(flaws)))
    return len(flaws)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--pushes", type=int, default=10 ** 9)
    parser.add_argument("--length", type=int, default=600)
    parser.add_argument("--rotate", type=float, default=3)
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--alone", action="store_true",
                        help="not beside a push without hooks")
    parser.add_argument("--scenarios", default="one,many")
    options = parser.parse_args()
    os.umask(0o022)
    work = tempfile.mkdtemp(prefix="refgate-soak.")
    flaws = 0
    try:
        world = World(work, options.root, options.clients)
        world.compile()
        world.make_commits(options.length)
        for name in options.scenarios.split(","):
            count = 1 if name == "one" else options.clients
            flaws += run_scenario(world, name, count, options)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if flaws else 0)


if __name__ == "__main__":
    main()
