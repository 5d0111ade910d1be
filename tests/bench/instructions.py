"""Counts the instructions of the hooks in fixed pushes, by valgrind's
callgrind, and holds them against the table instructions.tsv: what takes more
than a twentieth more fails. Unlike times, counts are the same on a machine
that is busy. They are those of a processor without instructions for SHA,
which valgrind does not show, and of one core.

Usage: instructions.py check|renew PREFIX BUILD. A table that was made with
other packages or another compiler says nothing here, and is not compared.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from machine import first_line, package
from measure import HERE
from repos import Git, one_commit, write_configuration
from servers import (ALLOWED, HOOKS, INCIDENT, MESSAGE, NO_REFS, Server, chain,
                     hotfix, put_file)

sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from tap import Tap

TABLE = os.path.join(HERE, "instructions.tsv")
MORE, LESS = 1.05, 0.90
MANY, REFS = 1000, 100
PACKAGES = ("valgrind", "libc6-dev", "musl-dev", "libgit2-dev", "libpcre2-dev",
            "libyaml-dev", "zlib1g-dev", "libdeflate-dev", "libssl-dev",
            "libssl3", "libjansson-dev")
MESSAGES = """version: 1
limits: {seconds: 600}
rulesets:
  - name: topic
    refs: ["refs/heads/topic/**"]
    rules:
      start-point: {from: [refs/heads/main]}
      ref-name: {pattern: 'topic/[a-z]+', shape: topic/<name>}
      commit-message:
        subject: {pattern: '^[a-z]+\\(.+\\): \\S', shape: x}
        trailers: [{name: Incident, pattern: '^#[0-9]+$', required: true}]
        placeholders: true
      author: {email: '[^@]+@example[.]com'}
      committer: {email: '[^@]+@example[.]com'}
"""
SIGNED = """version: 1
limits: {seconds: 600}
trust: {ssh: allowed_signers}
rulesets:
  - name: topic
    refs: ["refs/heads/topic/**"]
    rules:
      start-point: {from: [refs/heads/main]}
      signature: {}
"""
WRAPPER = """#!/bin/sh
exec valgrind -q --tool=callgrind --callgrind-out-file='%s.%%p' '%s' "$@"
"""
DATES = {"GIT_AUTHOR_DATE": "1700000000 +0000",
         "GIT_COMMITTER_DATE": "1700000000 +0000"}
# Under valgrind judging takes fifty times as long.
PATIENT = INCIDENT + "limits: {seconds: 600}\n"
# Scenario, policy, which hooks are counted, what is pushed (see push_of).
SCENARIOS = [
    ("one commit", PATIENT, HOOKS, "one"),
    ("no governed ref", PATIENT, HOOKS, "other"),
    ("refused", PATIENT, HOOKS[:1], "refused"),
    ("%d commits" % MANY, MESSAGES, HOOKS[:1], "many"),
    ("a signed commit", SIGNED, HOOKS[:1], "signed"),
    ("%d refs" % REFS, PATIENT, HOOKS[:1], "refs"),
]


def key(build):
    """What the counts hang on, but for the sources."""
    with open(os.path.join(build, "flags"), encoding="utf-8") as file:
        words = file.readline().split()
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        flags = set(re.findall(r"\b(?:avx2|sse4_2)\b", file.read()))
    compiler = first_line(words[0], "--version")
    level = [word for word in words if re.match(r"-O|-fsanitize|--cov", word)]
    return "; ".join(["%s %s" % (name, package(name)) for name in PACKAGES] +
                     [compiler, " ".join(level), " ".join(sorted(flags))])


def read_table():
    """Its key, and the count of each name."""
    made_with, counts = "", {}
    try:
        with open(TABLE, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return made_with, counts
    for line in lines:
        if line.startswith("# made with: "):
            made_with = line.partition(": ")[2]
        elif line and not line.startswith("#") and line != "what\tcount":
            name, count = line.split("\t")
            counts[name] = int(count)
    return made_with, counts


def write_table(made_with, counts):
    with open(TABLE, "w", encoding="utf-8") as file:
        file.write("# Instructions of the hooks; `make instructions` renews "
                   "it.\n# made with: %s\nwhat\tcount\n" % made_with)
        for name, count in counts.items():
            file.write("%s\t%d\n" % (name, count))


class Counter:
    """A clone, and servers whose hooks are counted."""

    def __init__(self, work, prefix):
        self.work, self.prefix = work, prefix
        write_configuration(work)
        self.git = Git(work)
        self.git.env.update(DATES)
        self.clone = self.git.load(os.path.join(work, "clone.git"),
                                   one_commit())
        self.base = self.git(self.clone, "rev-parse", "main")
        self.commits = chain(self.git, self.clone, self.base, MANY)
        self.trust = ALLOWED

    def signed(self):
        """A commit that git signs."""
        name = os.path.join(self.work, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                        name], check=True, stdin=subprocess.DEVNULL)
        with open(name + ".pub", encoding="ascii") as file:
            self.trust = "alice@example.com " + file.read()
        return self.git(self.clone, "-c", "gpg.format=ssh", "-c",
                        "user.signingKey=" + name, "commit-tree", "-S", "-p",
                        self.base, self.base + "^{tree}", data=MESSAGE)

    def push_of(self, what):
        """The arguments of the push."""
        topic = ":refs/heads/topic/a"
        if what == "refused":
            wrong = MESSAGE.replace(b"Impact", b"Damage")
            return [chain(self.git, self.clone, self.base, 1, wrong)[0] +
                    ":" + hotfix(2)]
        return {
            "one": lambda: [self.commits[1] + ":" + hotfix(1)],
            "other": lambda: [self.commits[1] + topic],
            "many": lambda: [self.commits[-1] + topic],
            "signed": lambda: [self.signed() + topic],
            "refs": lambda: ["%s:%s" % (self.commits[1], hotfix(n + 2))
                             for n in range(REFS)],
        }[what]()

    def server(self, name, policy):
        """One that has seen pushes before."""
        engine = {name: os.path.join(self.prefix, "libexec/refgate", name)
                  for name in (*HOOKS, NO_REFS)}
        server = Server(self.git, os.path.join(self.work, name), engine,
                        policy)
        put_file(server.path + "/refgate/allowed_signers", self.trust)
        self.git(self.clone, "push", "-q", server.path,
                 self.base + ":refs/heads/main")
        self.git(self.clone, "push", "-q", server.path,
                 self.commits[0] + ":" + hotfix(1))
        return server

    def count(self, number, policy, hooks, what):
        """Hook -> instructions, of one push."""
        arguments = self.push_of(what)
        server = self.server("server%d.git" % number, policy)
        counts = os.path.join(self.work, "count%d" % number)
        os.mkdir(counts)
        for hook in hooks:
            path = os.path.join(server.path, "hooks", hook)
            os.rename(path, path + ".real")
            put_file(path, WRAPPER % (os.path.join(counts, hook),
                                      path + ".real"), 0o755)
        done = subprocess.run(
            ["git", "-C", self.clone, "push", server.path, *arguments],
            env=self.git.env, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        if (done.returncode == 0) != (what != "refused"):
            raise RuntimeError("%s: %s" % (what, done.stdout.decode()))
        return {hook: instructions(counts, hook) for hook in hooks}


def instructions(folder, hook):
    """Of the process; what it forked has a file of its own and counts,
    too."""
    total = 0
    for name in os.listdir(folder):
        if name.startswith(hook + "."):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                total += int(re.search(r"^(?:summary|totals): (\d+)",
                                       file.read(), re.M).group(1))
    if not total:
        raise RuntimeError("nothing was counted of " + hook)
    return total


def count_all(prefix):
    """Of TMPDIR only what is as long everywhere."""
    # One core: a hook may take as many threads as there are.
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    os.umask(0o022)
    work = tempfile.mkdtemp(prefix="rgi-", dir="/tmp")
    try:
        counter = Counter(work, prefix)
        found = {}
        for number, (name, policy, hooks, what) in enumerate(SCENARIOS):
            for hook, count in counter.count(number, policy, hooks,
                                             what).items():
                found["%s: %s" % (name, hook)] = count
        return found
    finally:
        shutil.rmtree(work, ignore_errors=True)


def compare(wanted, found):
    tap = Tap()
    tap.ok(set(wanted) == set(found), "the table has what is counted",
           "make instructions renews it")
    for name, count in found.items():
        was = wanted.get(name, count)
        tap.ok(count <= was * MORE, "%s: %d, %+.1f %%" % (
            name, count, (count / was - 1) * 100),
            "it was %d; at most %d %% more are let through" % (
                was, round(MORE * 100 - 100)),
            "if it is worth that: make instructions")
        if count < was * LESS:
            print("# less than it was: make instructions, or the gain can "
                  "be lost again unseen")
    tap.done()


def main():
    what, prefix, build = sys.argv[1:4]
    here = key(build)
    if what == "renew":
        write_table(here, count_all(prefix))
        return
    made_with, wanted = read_table()
    if here != made_with:
        print("1..0 # SKIP the table was made with other programs "
              "(make instructions renews it)")
        print("# table: %s\n# here:  %s" % (made_with, here))
        return
    compare(wanted, count_all(prefix))


if __name__ == "__main__":
    main()
