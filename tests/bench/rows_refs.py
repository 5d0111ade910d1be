"""Pushes of many refs, and pushes into big repositories: what the hooks add
there. Every push is a real one."""

import json
import os
import shutil
import subprocess

from measure import alternate
from repos import add_refs, history, many_files, one_commit
from servers import HOOKS, INCIDENT, MESSAGE, Server, chain, hotfix

REFS = 1000
BIG_REFS, BIG_COMMITS, BIG_FILES = 100000, 1000000, 100000
DATED = 100000
LEAST = 15


def refs(bench, seconds):
    """Each push goes to a fresh copy of a server."""
    git = bench.git
    clone = git.load(bench.path("clone.git"), one_commit())
    base = git(clone, "rev-parse", "main")
    commit = chain(git, clone, base, 1)[0]
    specs = ["%s:%s" % (commit, hotfix(n + 1)) for n in range(bench.size(REFS))]
    ways = {}
    for name, hooks, policy in (
            ("none", {}, None),
            ("empty update", {"update": bench.empty}, None),
            ("three empty", dict.fromkeys(HOOKS, bench.empty), None),
            ("refgate", bench.engine, INCIDENT)):
        server = Server(git, bench.path(name.replace(" ", "-") + ".git"),
                        hooks, policy)
        git(clone, "push", "-q", server.path, base + ":refs/heads/main",
            commit + ":" + hotfix(0))
        ways[name] = copied_push(bench, clone, server.path, specs)
    samples = alternate(ways, seconds, least=5, warm=1)
    bench.result("refs/each", samples, lambda m: (
        (m["refgate"] - m["none"]) / (m["empty update"] - m["none"])))
    bench.ratio("refs/empty", samples, "refgate", "three empty")


def write_out(folder):
    """Or the hook would wait for what copying left to be written."""
    for place, _, names in os.walk(folder):
        for name in names:
            file = os.open(os.path.join(place, name), os.O_RDONLY)
            os.fsync(file)
            os.close(file)


def copied_push(bench, clone, path, specs):
    copy = path + ".copy"

    def push(_):
        shutil.rmtree(copy, ignore_errors=True)
        subprocess.run(["cp", "-a", path, copy], check=True)
        write_out(copy + "/refgate")
        return bench.launcher.run(["git", "-C", clone, "push", "-q", copy,
                                   *specs], bench.env).seconds
    return push


def traced(name):
    """Seconds that the hooks took, as receive-pack saw them."""
    begun, total = set(), 0.0
    with open(name, encoding="utf-8") as file:
        for text in file:
            event = json.loads(text)
            which = (event["sid"], event.get("child_id"))
            if event.get("child_class") == "hook":
                begun.add(which)
            elif event["event"] == "child_exit" and which in begun:
                total += event["t_rel"]
    return total


def worlds(bench):
    """Repositories with one thing that is big."""
    git, cached, size = bench.git, bench.cached, bench.size
    small = cached("small.git", lambda path: git.load(path, one_commit()))
    yield "small", small, None
    yield "refs", small, lambda repo: add_refs(
        repo, size(BIG_REFS), git(repo, "rev-parse", "main"))
    yield "commits", cached("commits.git", lambda path: git.load(
        path, history(size(BIG_COMMITS), empty=True))), None
    yield "files", cached("files.git", lambda path: git.load(
        path, many_files(size(BIG_FILES)))), None
    yield "ordinary", cached("ordinary.git", lambda path: git.load(
        path, history(size(DATED), empty=True))), None
    yield "dated", cached("dated.git", lambda path: git.load(
        path, history(size(DATED), old_at=size(DATED) - 3, empty=True))), None


def grown(git, clone, parent, count):
    """Commits that change one file each, in whatever tree is there."""
    found = []
    env = {"GIT_INDEX_FILE": clone + "/index.new"}
    git(clone, "read-tree", parent, env=env)
    for number in range(count):
        blob = git(clone, "hash-object", "-w", "--stdin",
                   data=b"%d\n" % number)
        git(clone, "update-index", "--add", "--cacheinfo",
            "100644,%s,src/changed" % blob, env=env)
        tree = git(clone, "write-tree", env=env)
        parent = git(clone, "commit-tree", "-p", parent, tree,
                     data=MESSAGE)
        found.append(parent)
    return found


def independence(bench, seconds, most=40):
    git = bench.git
    ways = {}
    for name, repo, grow in worlds(bench):
        clone = git.bare(bench.path(name + "-clone.git"))
        with open(clone + "/objects/info/alternates", "w") as file:
            file.write(repo + "/objects\n")
        tip = git(repo, "rev-parse", "main")
        commits = grown(git, clone, tip, most + 4)
        for kind, hooks, policy in (
                ("empty", dict.fromkeys(HOOKS, bench.empty), None),
                ("refgate", bench.engine, INCIDENT)):
            server = Server(git, bench.path("%s-%s.git" % (name, kind)),
                            hooks, policy, like=repo)
            if grow:
                grow(server.path)
            git(clone, "push", "-q", server.path,
                commits[0] + ":" + hotfix(1))
            ways[name + ", " + kind] = traced_push(
                bench, clone, server.path, commits)
    samples = alternate(ways, seconds, least=LEAST, most=most)

    def added(m, name):
        return m[name + ", refgate"] - m[name + ", empty"]

    for key, small in (("refs", "small"), ("commits", "small"),
                       ("files", "small"), ("dated", "ordinary")):
        bench.result("independence/" + ("date" if key == "dated" else key),
                     samples, lambda m, big=key, than=small: (
                         added(m, big) - added(m, than)) * 1e3)
    bench.result("independence/hooks", samples,
                 lambda m: added(m, "small") * 1e3)


def traced_push(bench, clone, path, commits):
    trace = path + ".trace"
    env = dict(bench.env, GIT_TRACE2_EVENT=trace)

    def push(number):
        put = ["git", "-C", clone, "push", "-q", path,
               "%s:%s" % (commits[number + 1], hotfix(1))]
        bench.launcher.run(put, env)
        seconds = traced(trace)
        os.unlink(trace)
        return seconds
    return push
