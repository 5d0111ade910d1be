"""One-commit pushes: servers that differ in their hooks, each in turn."""

import shutil

from measure import Failed, alternate
from repos import one_commit
from servers import (HOOKS, INCIDENT, MESSAGE, NO_REFS, Server, chain, gitlint_hook,
                     hotfix, shell_hook)

BRANCHES = 8
MANY, AT_ONCE = 2000, 500
ROUNDS = 120
REFUSED = MESSAGE.replace(b"Impact", b"Damage")


def other(number):
    return "refs/heads/topic/%d" % number


class Pushes:
    """A clone with branches of one commit after the other, of which each
    round pushes the next one: to a server that has the one before."""

    def __init__(self, bench, rounds):
        self.bench = bench
        self.clone = bench.git.load(bench.path("clone.git"), one_commit())
        self.base = bench.git(self.clone, "rev-parse", "main")
        many = rounds // BRANCHES + 2
        # Each with another start, so that no server has it already.
        self.chains = [chain(bench.git, self.clone, self.base, many)]
        for _ in range(BRANCHES - 1):
            self.chains.append(chain(
                bench.git, self.clone, self.base, many,
                MESSAGE + b"See-also: #%d\n" % len(self.chains)))

    def server(self, name, hooks, policy=None):
        server = Server(self.bench.git, self.bench.path(name + ".git"),
                        hooks, policy)
        server.look_for_garbage()
        self.bench.git(self.clone, "push", "-q", server.path,
                       self.base + ":refs/heads/main")
        self.bench.git(self.clone, "push", "-q", server.path, *[
            "%s:%s" % (commits[0], ref(number))
            for number, commits in enumerate(self.chains)
            for ref in (hotfix, other)])
        return server

    def fill(self, server, count):
        """Further branches, as they are when gc was there."""
        commit = self.chains[0][0]
        for first in range(0, count, AT_ONCE):
            self.bench.git(self.clone, "push", "-q", server.path, *[
                "%s:%s" % (commit, hotfix(BRANCHES + number))
                for number in range(first, min(first + AT_ONCE, count))])
        self.bench.git(server.path, "pack-refs", "--all")

    def way(self, server, ref):
        def push(number):
            depth, branch = divmod(number, BRANCHES)
            return self.bench.launcher.run(
                ["git", "-C", self.clone, "push", "-q", server.path,
                 "%s:%s" % (self.chains[branch][depth + 1], ref(branch))],
                self.bench.env).seconds
        return push


def push(bench, seconds):
    pushes = Pushes(bench, ROUNDS + BRANCHES)
    empty = dict.fromkeys(HOOKS, bench.empty)
    no_refs = {NO_REFS: bench.engine[NO_REFS]}
    once = ", refs listed once"
    names = [("none", {}, None), ("empty", empty, None),
             ("empty" + once, {**empty, **no_refs}, None),
             ("refgate", bench.engine, INCIDENT),
             ("shell" + once, {"pre-receive": shell_hook(bench.work),
                               **no_refs}, None)]
    if shutil.which("gitlint"):
        names.append(("gitlint" + once,
                      {"pre-receive": gitlint_hook(bench.work),
                       **no_refs}, None))
    ways = {}
    for name, hooks, policy in names:
        server = pushes.server(name, hooks, policy)
        ways[name] = pushes.way(server, hotfix)
        if "update" in hooks:
            other_server = pushes.server(name + "-other", hooks, policy)
            ways["other ref, " + name] = pushes.way(other_server, other)
            many_server = pushes.server(name + "-many", hooks, policy)
            pushes.fill(many_server, bench.size(MANY))
            ways["many, " + name] = pushes.way(many_server, hotfix)
    samples = alternate(ways, seconds, most=ROUNDS, seldom=("gitlint" + once,))
    for key, one, two in (
            ("none", "refgate", "none"), ("empty", "refgate", "empty"),
            ("hooks", "refgate", "empty" + once),
            ("other", "other ref, refgate", "other ref, empty"),
            ("other-hooks", "other ref, refgate", "other ref, empty" + once),
            ("many", "many, refgate", "many, empty"),
            ("many-hooks", "many, refgate", "many, empty" + once),
            ("shell", "shell" + once, "refgate"),
            ("gitlint", "gitlint" + once, "refgate")):
        if two in ways and one in ways:
            bench.ratio("push/" + key, samples, one, two)


def start(bench, seconds):
    """pre-receive by itself, on calls that git made."""
    pushes = Pushes(bench, BRANCHES)
    server = pushes.server("start", bench.engine, INCIDENT)
    good = server.captured_call(pushes.clone, "%s:%s" % (
        pushes.chains[0][1], hotfix(0)))
    wrong = chain(bench.git, pushes.clone, pushes.chains[1][0], 1, REFUSED)
    bad = server.captured_call(pushes.clone, "%s:%s" % (wrong[0], hotfix(1)))
    old, new, ref = open(good.data, encoding="ascii").read().split()
    refused = bench.env.copy()
    refused["GIT_DIR"] = "."

    def update(_):
        good.judge(bench.launcher)
        return bench.launcher.run([server.path + "/hooks/update", ref, old,
                                   new], refused, server.path).seconds

    if bench.launcher.run([server.path + "/hooks/update", ref, old, new],
                          refused, server.path, expect=1).seconds < 0:
        raise Failed("update lets through what nobody cleared")
    samples = alternate({
        "empty": lambda _: bench.launcher.run([bench.empty],
                                              bench.env).seconds,
        "pre-receive": lambda _: good.judge(bench.launcher).seconds,
        "refused": lambda _: bad.judge(bench.launcher, expect=1).seconds,
        "update": update,
    }, seconds, most=400)
    for key in ("pre-receive", "update", "refused"):
        bench.more("start/" + key, samples, key, "empty")
