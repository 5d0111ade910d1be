"""Whole histories, judged by the pre-receive hook in one push, beside git's
commands on the same objects: in the repository and the quarantine that the
hook sees."""

import random
import shutil

from measure import Samples, alternate
from repos import (START, commit_head, history as commits_of, real_commits,
                   real_history, sentence)
from rows_push import Pushes
from servers import (GITLINT, Server, ZERO, chain, put_file, shell_hook)

COMMITS = 80000
FEW = 10000
BRANCH = 1000
HEAD = """version: 1
limits: {commits: 200000, seconds: 600}
rulesets:
  - name: all
    refs: [refs/heads/main, refs/heads/branch]
    rules:
      non-fast-forward: {allow: everyone}
"""
# What people really write passes; nothing is left out for that.
MESSAGES = HEAD + r"""
      ref-name: {pattern: 'main|branch', shape: main}
      commit-message:
        subject: {pattern: '^\S', shape: "<what it does>", max: 1000}
        body: {max-line: 1000}
        blank-line: false
        forbid: ['(?i)^do not (?:merge|push|ship)\b']
      author: {email: '[^@\s]+@example[.]com', name: '\S.*'}
      committer: {email: '[^@\s]+@example[.]com', name: '\S.*'}
"""
NOBODY = MESSAGES.replace("example[.]com", "example[.]org")
SCOPE = HEAD + """
      paths: {deny: ["nowhere/**", "*.nothing"]}
      file-kinds: {symlinks: deny, submodules: deny}
      file-size: {max: 64MiB}
"""
LINES = HEAD + """
      start-point: {from: [refs/heads/main]}
      change-size: {lines: 100000000, files: 10000000}
"""


def generated(bench):
    return bench.cached("history.git", lambda path: repacked(
        bench, bench.git.load(path, commits_of(bench.size(COMMITS)))))


def repacked(bench, repo):
    bench.git(repo, "repack", "-adfq", "--window=5")
    return repo


def real(bench):
    """The path of the real one, or None."""
    stream = real_history()
    if not stream:
        return None
    return bench.cached("real.git", lambda path: bench.git.load(
        path, real_commits(stream)))


def first(bench, repo):
    return bench.git(repo, "rev-list", "--max-parents=0", "main").split()[-1]


class World:
    """A server that has `old` on main, and a call that pushes `new`; to a
    branch that is there, if `before` says where it was."""

    def __init__(self, bench, name, repo, policy, old, new="main",
                 ref="refs/heads/main", before=None):
        self.bench = bench
        self.old = bench.git(repo, "rev-parse", old)
        self.new = bench.git(repo, "rev-parse", new)
        self.server = Server(bench.git, bench.path(name + ".git"),
                             bench.engine, policy)
        bench.git(repo, "push", "-q", self.server.path,
                  self.old + ":refs/heads/main")
        is_new = ref != "refs/heads/main" and not before
        if before:
            bench.git(repo, "push", "-q", self.server.path,
                      bench.git(repo, "rev-parse", before) + ":" + ref)
        self.call = self.server.held_call(repo, self.new, ref,
                                          ZERO if is_new else None)

    def judge(self, expect=0):
        return self.call.judge(self.bench.launcher, expect)

    def git(self, *args):
        return self.call.git(self.bench.launcher, *args)

    def range(self):
        return "%s..%s" % (self.old, self.new)

    def other_policy(self, policy):
        put_file(self.server.path + "/refgate/policy.yml", policy)


def against(bench, key, world, seconds, *args):
    """The hook beside a command of git."""
    samples = alternate({
        "refgate": lambda _: world.judge().seconds,
        "git": lambda _: world.git(*args).seconds,
    }, seconds, least=5, warm=1)
    bench.ratio(key, samples, "refgate", "git")


def sized(bench, key, world, seconds):
    """The hook beside the size of a branch by git, which looks for its start
    as the hook has to, and is told where it is."""
    samples = alternate({
        "refgate": lambda _: world.judge().seconds,
        "git": lambda _: world.git("diff", "--numstat",
                                   "main..." + world.new).seconds,
        "git, told the start": lambda _: world.git(
            "diff", "--numstat", world.old, world.new).seconds,
    }, seconds, least=5, warm=1)
    bench.ratio(key, samples, "refgate", "git")
    bench.ratio(key + "-told", samples, "refgate", "git, told the start")


def reading(bench, key, world, seconds):
    """The hook beside what git does itself for each push: it looks whether
    all that the new commits lead to is there."""
    samples = alternate({
        "refgate": lambda _: world.judge().seconds,
        "git": lambda _: world.git("rev-list", "--objects", "--quiet",
                                   world.range()).seconds,
    }, seconds, least=5, warm=1)
    bench.ratio(key, samples, "refgate", "git")


def history(bench, seconds):
    repo = generated(bench)
    world = World(bench, "generated", repo, MESSAGES, first(bench, repo))
    against(bench, "history/generated", world, seconds * 0.7, "log",
            "--format=%B", world.range())
    reading(bench, "history/generated-read", world, 0)
    world.other_policy(NOBODY)
    world.judge(expect=1)
    repo = real(bench)
    if repo:
        world = World(bench, "real", repo, MESSAGES, first(bench, repo))
        against(bench, "history/real", world, seconds * 0.1, "log",
                "--format=%B", world.range())
        reading(bench, "history/real-read", world, seconds * 0.1)
    peers(bench, seconds * 0.2)


def peers(bench, seconds, many=100, few=20):
    """What others take for a commit; the process around it counted."""
    clone = Pushes(bench, 1).clone
    base = bench.git(clone, "rev-parse", "main")
    commits = chain(bench.git, clone, base, many)
    world = World(bench, "peers", clone, MESSAGES, base, commits[-1])
    line = put_file(bench.path("line"), "%s %s refs/heads/hotfix/v1.2.1-x\n" %
                    (base, commits[-1]))
    bare = bench.git.bare(bench.path("bare.git"))
    bench.git(clone, "push", "-q", bare, base + ":refs/heads/main")
    put_file(bare + "/objects/info/alternates", clone + "/objects\n")
    hook = shell_hook(bench.work)
    run = bench.launcher.run
    ways = {
        "refgate": lambda _: world.judge().seconds / many,
        "shell": lambda _: run([hook], bench.env, bare, line).seconds / many,
    }
    if shutil.which("gitlint"):
        rules = put_file(bench.path("gitlint"), GITLINT)
        ways["gitlint"] = lambda _: run(
            ["gitlint", "--ignore-stdin", "-C", rules, "--commits", "%s..%s" % (
                base, commits[few - 1])], bench.env, clone).seconds / few
    samples = alternate(ways, seconds, least=3, warm=1)
    for name in ("shell", "gitlint"):
        if name in ways:
            bench.ratio("history/" + name, samples, name, "refgate")


def scope(bench, seconds):
    repo = generated(bench)
    base = "main~%d" % (bench.size(FEW) * 8 // 10)
    world = World(bench, "commits", repo, SCOPE, base)
    against(bench, "scope/commits", world, seconds * 0.4, "log", "--raw",
            world.range())
    base = "main~%d" % (bench.size(BRANCH) * 8 // 10)
    world = World(bench, "lines", repo, LINES, base, ref="refs/heads/branch")
    sized(bench, "scope/lines", world, seconds * 0.2)
    reading(bench, "scope/lines-read", world, seconds * 0.05)
    world = World(bench, "next", repo, LINES, base, ref="refs/heads/branch",
                  before="main~")
    sized(bench, "scope/lines-next", world, seconds * 0.1)
    repo = real(bench)
    if repo:
        base = first(bench, repo)
        world = World(bench, "real", repo, SCOPE, base)
        against(bench, "scope/real", world, seconds * 0.2, "log", "--raw",
                world.range())
        world = World(bench, "real-lines", repo, LINES, base,
                      ref="refs/heads/branch")
        sized(bench, "scope/lines-real", world, seconds * 0.2)
        reading(bench, "scope/lines-real-read", world, seconds * 0.05)
        world = World(bench, "real-next", repo, LINES, base,
                      ref="refs/heads/branch", before="main~")
        sized(bench, "scope/lines-next-real", world, seconds * 0.1)


def long_messages(size, count=2000):
    """Commits of an empty tree whose messages have that size."""
    chance = random.Random(size)
    for number in range(1, count + 1):
        text = ["long: message\n\n"]
        have = len(text[0])
        while have < size:
            text.append(sentence(chance, 8, 11) + "\n")
            have += len(text[-1])
        yield commit_head(b"refs/heads/main", number, START + number,
                          "".join(text).encode(),
                          [number - 1] if number > 1 else [])
        yield b"\n"


def peaks(world, status=0, rounds=3):
    """Of the hook and of rev-list, in KiB."""
    samples = alternate({
        "refgate": lambda _: world.judge(status).peak,
        "rev-list": lambda _: world.git("rev-list", world.range()).peak,
    }, 0, least=rounds, warm=1)
    return samples.values


def memory(bench, _):
    repo = generated(bench)
    world = World(bench, "generated", repo, MESSAGES, first(bench, repo))
    samples = Samples([])
    samples.values = peaks(world)
    bench.ratio("memory/history", samples, "refgate", "rev-list")
    world.other_policy(NOBODY)
    both = Samples([])
    both.values = {"none refused": samples.values["refgate"],
                   "all refused": peaks(world, 1)["refgate"]}
    bench.ratio("memory/findings", both, "all refused", "none refused")

    found = Samples([])
    for name, size in (("short", 300), ("long", 30000)):
        repo = bench.cached("messages-%d.git" % size, lambda path, n=size:
                            bench.git.load(path, long_messages(n)))
        world = World(bench, name, repo, MESSAGES, first(bench, repo))
        for program, values in peaks(world).items():
            found.values["%s, %s" % (program, name)] = values
    bench.result("memory/messages", found, lambda m: (
        (m["refgate, long"] - m["rev-list, long"]) -
        (m["refgate, short"] - m["rev-list, short"])) / 1024)
