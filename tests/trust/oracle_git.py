"""Commits and tags that git itself makes and signs, taken apart again, so that
they can be changed like the others."""
import os
import subprocess

import oracle_objects
from oracle_cases import put_file

TAG_EVERY = 5


def signed_by_git(sign, *config):
    """The same signer, for git: options of its -c."""
    sign.git = config
    return sign


def gpg_program(path, program, options, variable="LC_ALL=C"):
    """A script for gpg.program: more options, and a variable."""
    quoted = " ".join("'%s'" % word for word in options)
    put_file(path, '#!/bin/sh\n%s exec %s %s "$@"\n' % (
        variable, program, quoted))
    os.chmod(path, 0o700)
    return path


def unfold(raw):
    """Headers, message and armor of a commit."""
    head, _, message = raw.partition(b"\n\n")
    before, _, rest = (head + b"\n").partition(b"gpgsig ")
    lines = rest.splitlines(True)
    count = 1
    while count < len(lines) and lines[count].startswith(b" "):
        count += 1
    armor = b"".join([lines[0]] + [line[1:] for line in lines[1:count]])
    return before.splitlines(True) + lines[count:], message, armor


class Git:
    """Each commit stands on the one before."""

    def __init__(self, repo, env):
        self.repo, self.env = repo, env
        self.tip, self.count = None, 0

    def run(self, case, *words, data=None):
        date = "@%d +0000" % case.time
        env = dict(self.env, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date,
                   GIT_AUTHOR_NAME="Alice", GIT_COMMITTER_NAME="Alice",
                   GIT_AUTHOR_EMAIL="alice@example.com",
                   GIT_COMMITTER_EMAIL="alice@example.com")
        options = [word for pair in case.sign.git for word in ("-c", pair)]
        done = subprocess.run(["git", "-C", self.repo, *options, *words],
                              input=data, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError("%s: %s" % (case.name, done.stderr.decode()))
        return done.stdout

    def tag(self, case):
        self.run(case, "tag", "-s", "-f", "-m", "Release %d\n\nNotes." %
                 self.count, "by-git", self.tip)
        raw = self.run(case, "cat-file", "tag", "by-git")
        head, _, rest = raw.partition(b"\n\n")
        at = rest.index(b"-----BEGIN ")
        signed = oracle_objects.Signed(
            "tag", (head + b"\n").splitlines(True), rest[:at], "git tag -s")
        signed.armor = rest[at:]
        return signed, raw

    def commit(self, case):
        parents = ["-p", self.tip] if self.tip else []
        message = b"Change %d\n\nFor a reason.\n" % self.count
        self.tip = self.run(
            case, "commit-tree", "-S", *parents,
            oracle_objects.TREE.decode(), data=message).decode().strip()
        raw = self.run(case, "cat-file", "commit", self.tip)
        head, message, armor = unfold(raw)
        signed = oracle_objects.Signed("commit", head, message,
                                       "git commit -S")
        signed.armor = armor
        return signed, raw

    def make(self, case):
        is_tag = self.tip and self.count % TAG_EVERY == 0
        self.count += 1
        signed, raw = self.tag(case) if is_tag else self.commit(case)
        signed.case = case
        assert signed.raw() == raw, raw
        return signed


def by_git(repo, env, cases, count):
    """`count` of each key that git can be told of."""
    git = Git(repo, env)
    return [git.make(case) for case in cases
            if hasattr(case.sign, "git") for _ in range(count)]
