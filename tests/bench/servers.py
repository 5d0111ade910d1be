"""Servers that differ only in their hooks, pushes to them, and calls of the
pre-receive hook that can be made again. Writes only below the folder that it
is given."""

import os
import shutil
import subprocess

from measure import HERE

HOOKS = ("pre-receive", "update", "post-receive")
# What install.sh tells git to list refs with: none are borrowed.
NO_REFS = "no-refs"
ZERO = "0" * 40

INCIDENT = """version: 1
extends: incident
trust: {ssh: allowed_signers}
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  sam: {emails: [sam@example.com], logins: [sam]}
groups:
  admins: [sam]
  incident-commanders: [alice]
  reviewers: [alice]
  senior-developers: [sam]
"""
ALLOWED = ("alice@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDj6I2UETNb9"
           "G6SfL3PfCQ4Hztt4sV2A0Cg7uk0ytYwQ\n")
MESSAGE = b"""hotfix(auth): stop session fixation on login

EMERGENCY FIX: session ids survived login, so a planted id was promoted.
Root Cause: the login handler reused the anonymous session.
Impact: every user who followed a prepared link.
Solution: rotate the session id on login.

Restores: safe login for all users
Urgency: actively exploited since 09:00 UTC

Incident: #4211
"""
GITLINT = """[general]
ignore = body-is-missing, body-min-length, body-max-line-length
regex-style-search = true

[title-match-regex]
regex = ^hotfix\\([A-Za-z0-9]+\\): \\S

[body-match-regex]
regex = Incident: #[1-9]
"""
# A call as receive-pack makes it, kept: its variables, its standard input and
# the folder of what was pushed.
CAPTURE = """#!/bin/sh
mkdir ../"$CAPTURE_NAME" && cd ../"$CAPTURE_NAME" && env -0 >env &&
    cat >input && cp -R "$GIT_QUARANTINE_PATH" kept
exit 1
"""


def hotfix(number):
    return "refs/heads/hotfix/v1.2.%d-security-vulnerability-fix" % number


def put_file(path, data, mode=0o644):
    with open(path, "wb" if isinstance(data, bytes) else "w") as file:
        file.write(data)
    os.chmod(path, mode)
    return path


def empty_folder(path):
    """Takes away what a folder has, if it is there."""
    try:
        names = os.listdir(path)
    except FileNotFoundError:
        return
    for name in names:
        os.unlink(os.path.join(path, name))


class Call:
    """A call of pre-receive, which can be made again and again: what it
    cleared is taken away before each."""

    def __init__(self, server, env, line):
        self.server, self.env = server, env
        self.data = put_file(server.path + ".input-%d" % len(server.calls),
                             line)
        server.calls.append(self)

    def judge(self, launcher, expect=0):
        self.server.forget()
        return launcher.run([self.server.path + "/hooks/pre-receive"],
                            self.env, self.server.path, self.data,
                            expect=expect)

    def git(self, launcher, *args):
        """A command of git that sees what the hook sees."""
        return launcher.run(["git", *args], self.env, self.server.path,
                            output="/dev/null")


class Server:
    """A bare repository with these hooks (name -> program)."""

    def __init__(self, git, path, hooks, policy=None, like=None):
        """`like`: a repository whose objects and refs it has."""
        self.git, self.path, self.calls = git, path, []
        git.bare(path)
        if like:
            self.take_over(like)
        for name, program in hooks.items():
            shutil.copy(program, os.path.join(path, "hooks", name))
        if NO_REFS in hooks:
            git(path, "config", "core.alternateRefsCommand", "hooks/" + NO_REFS)
        if policy:  # and what else install.sh sets
            git(path, "config", "receive.advertisePushOptions", "true")
            git(path, "config", "receive.hideRefs", "refs/refgate")
            os.mkdir(path + "/refgate", 0o700)
            put_file(path + "/refgate/allowed_signers", ALLOWED)
            put_file(path + "/refgate/policy.yml", policy)

    def look_for_garbage(self):
        """After each push, as git does unless it is told not to."""
        for key, value in (("receive.autogc", "true"), ("gc.auto", "6700"),
                           ("maintenance.auto", "true")):
            self.git(self.path, "config", key, value)

    def take_over(self, like):
        """Its files, not its work: links."""
        for name in ("objects", "refs"):
            shutil.rmtree(os.path.join(self.path, name))
            subprocess.run(["cp", "-RlT", os.path.join(like, name),
                            os.path.join(self.path, name)], check=True)
        packed = os.path.join(like, "packed-refs")
        if os.path.exists(packed):
            shutil.copy(packed, self.path)

    def forget(self):
        for name in ("clearance", "landing"):
            empty_folder(os.path.join(self.path, "refgate", name))

    def held_call(self, source, new, ref="refs/heads/main", old=None):
        """A call for what `source` has and this server has not, in a pack as
        `git push` makes it, prepared as receive-pack does it."""
        if old is None:
            old = self.git(self.path, "rev-parse", ref)
        place = self.path + "/objects/tmp_objdir-incoming-%d" % (
            len(self.calls))
        os.makedirs(place + "/pack")
        env = dict(self.git.env, GIT_DIR=".", GIT_QUARANTINE_PATH=place,
                   GIT_OBJECT_DIRECTORY=place,
                   GIT_ALTERNATE_OBJECT_DIRECTORIES=self.path + "/objects",
                   GIT_PUSH_OPTION_COUNT="0")
        known = self.git(self.path, "for-each-ref", "--format=^%(objectname)",
                         "refs/heads")
        wanted = "%s\n%s\n" % (new, known)
        pack = self.git(source, "pack-objects", "--revs", "-q", "--stdout",
                        "--thin", "--delta-base-offset",
                        data=wanted.encode(), text=False)
        self.git(self.path, "index-pack", "--stdin", "--fix-thin", data=pack,
                 env={"GIT_OBJECT_DIRECTORY": place,
                      "GIT_ALTERNATE_OBJECT_DIRECTORIES":
                      self.path + "/objects"})
        return Call(self, env, "%s %s %s\n" % (old, new, ref))

    def captured_call(self, clone, refspec):
        """A call that git itself made, by a push that was refused."""
        hook = self.path + "/hooks/pre-receive"
        os.rename(hook, hook + ".away")
        put_file(hook, CAPTURE, 0o755)
        name = "%s.captured-%d" % (os.path.basename(self.path),
                                   len(self.calls))
        place = os.path.join(os.path.dirname(self.path), name)
        env = dict(self.git.env, CAPTURE_NAME=name)
        subprocess.run(["git", "-C", clone, "push", "-q", self.path, refspec],
                       env=env, stderr=subprocess.DEVNULL, check=False)
        os.rename(hook + ".away", hook)
        with open(place + "/env", "rb") as file:
            pairs = [pair.partition("=") for pair in
                     file.read().decode().split("\0")[:-1]]
        env = {key: value for key, _, value in pairs
               if key not in ("CAPTURE_NAME", "_", "PWD", "OLDPWD", "SHLVL")}
        old = env["GIT_QUARANTINE_PATH"]
        # Where git had it, but for the end of its name.
        kept = os.path.join(self.path, "objects", "tmp_objdir-incoming-kept%d"
                            % len(self.calls))
        os.rename(place + "/kept", kept)
        env = {key: value.replace(old, kept).replace(
            "./objects/" + os.path.basename(old), kept)
            for key, value in env.items()}
        with open(place + "/input", encoding="utf-8") as file:
            return Call(self, env, file.read())


def chain(git, repo, parent, count, text=MESSAGE):
    """Commits, each of one changed line in one file; their ids."""
    found = []
    for number in range(count):
        blob = git(repo, "hash-object", "-w", "--stdin",
                   data=b"%s %d\n" % (parent.encode(), number))
        tree = git(repo, "mktree", data=b"100644 blob %s\tfile\n" %
                   blob.encode())
        parent = git(repo, "commit-tree", "-p", parent, tree, data=text)
        found.append(parent)
    return found


def gitlint_hook(work):
    """pre-receive with gitlint; what it looks for is what the policy asks of
    messages, as far as it knows it."""
    rules = put_file(os.path.join(work, "gitlint"), GITLINT)
    return put_file(os.path.join(work, "gitlint-hook"), """#!/bin/sh
while read -r old new ref; do
    case $ref in refs/heads/hotfix/*) ;; *) continue ;; esac
    for commit in $(git rev-list "$new" --not --all); do
        gitlint --ignore-stdin -C '%s' --commit "$commit" || exit 1
    done
done
""" % rules, 0o755)


def shell_hook(work):
    with open(os.path.join(HERE, "shell-hook"), encoding="ascii") as file:
        return put_file(os.path.join(work, "shell-hook"), file.read(), 0o755)
