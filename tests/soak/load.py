"""Clients that push all at once, for some time, and note what became of it.

Never looks at a server's files, but for the value of the ref that all share.
"""

import collections
import random
import subprocess
import threading
import time

from world import BAD_EVERY, ZERO

PUSH_SECONDS = "120"
# what a client does next, of 20
KINDS = ["own"] * 9 + ["bad"] * 4 + ["shared"] * 4 + ["two"] * 2 + ["brief"]

# updates: (ref, new) each
Push = collections.namedtuple(
    "Push", "server kind updates status said seconds")


class Client(threading.Thread):
    """One of many; `pushes` is what it did."""

    def __init__(self, world, number, server, state, until, most):
        super().__init__()
        self.world, self.number, self.server = world, number, server
        self.state, self.until, self.most = state, until, most
        self.random = random.Random("%s %d %d" % (server, number,
                                                  state["turn"]))
        self.pushes = []

    def push(self, kind, updates, *options):
        url = self.world.url(self.server, self.number)
        begin = time.monotonic()
        done = subprocess.run(
            ["timeout", PUSH_SECONDS, "git", "-C", self.world.clone, "push",
             "-q", *options, url,
             *("%s:%s" % ("" if new == ZERO else new, ref)
               for ref, new in updates)],
            env=self.world.env, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        made = Push(self.server, kind, updates, done.returncode,
                    done.stderr.decode(errors="replace"),
                    time.monotonic() - begin)
        self.pushes.append(made)
        return done.returncode == 0

    def next_own(self):
        return self.world.good[self.number][self.state["own"]]

    def own(self):
        ref = "refs/heads/own/%d" % self.number
        if self.push("own", [(ref, self.next_own())]):
            self.state["own"] += 1

    def bad(self):
        bad = self.world.bad[self.number]
        commit = bad[min(self.state["own"] // BAD_EVERY, len(bad) - 1)]
        self.push("bad", [("refs/heads/bad/%d" % self.number, commit)], "-f")

    def two(self):
        commit = self.next_own()
        if self.push("two", [("refs/heads/own/%d" % self.number, commit),
                             ("refs/heads/twin/%d" % self.number, commit)],
                     "--atomic"):
            self.state["own"] += 1

    def brief(self):
        self.state["brief"] += 1
        ref = "refs/heads/brief/%d-%d" % (self.number, self.state["brief"])
        if self.push("brief", [(ref, self.next_own())]):
            self.push("brief", [(ref, ZERO)])

    def shared(self):
        tip = self.world.git(self.world.path(self.server), "rev-parse",
                             "refs/heads/shared")
        commit = self.world.git(
            self.world.clone, "commit-tree", "-p", tip, "-m",
            "good from %d at %d" % (self.number, time.time_ns()),
            self.world.tree)
        self.push("shared", [("refs/heads/shared", commit)])

    def run(self):
        while time.monotonic() < self.until and len(self.pushes) < self.most:
            if self.state["own"] + 1 >= len(self.world.good[self.number]):
                self.shared()
            else:
                getattr(self, self.random.choice(KINDS))()
        self.state["turn"] += 1


def new_states(count):
    return [{"own": 0, "brief": 0, "turn": 0} for _ in range(count)]


def run_slice(world, servers, states, seconds, most):
    """All clients at once: what they pushed, and how long it took."""
    begin = time.monotonic()
    clients = [Client(world, number, servers[number % len(servers)], state,
                      begin + seconds, most)
               for number, state in enumerate(states)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.monotonic() - begin
    return [push for client in clients for push in client.pushes], took
