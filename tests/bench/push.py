"""Times one-commit pushes into servers that differ only in their hooks.

Usage: push.py PREFIX ROUNDS. Prints medians, spreads and ratios; the ratio
to the push without hooks is what counts. Never touches anything but a
temporary directory.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

POLICY = """version: 1
extends: incident
"""

SHELL_HOOK = r"""#!/bin/sh
while read -r old new ref; do
    case $ref in refs/heads/hotfix/*) ;; *) continue ;; esac
    echo "$ref" | grep -Eq '^refs/heads/hotfix/v[0-9]+\.[0-9]+\.[0-9]+-' ||
        exit 1
    git rev-list "$new" --not --all | while read -r commit; do
        subject=$(git log -1 --format=%s "$commit")
        echo "$subject" | grep -Eq '^hotfix\(.+\): ' || exit 1
        git log -1 --format=%b "$commit" | grep -q '^Incident: #' || exit 1
        git diff-tree --no-commit-id --numstat -r "$commit" >/dev/null
    done || exit 1
done
"""

MESSAGE = """hotfix(auth): stop session fixation on login

EMERGENCY FIX: session ids survived login, so a planted id was promoted.
Root Cause: the login handler reused the anonymous session.
Impact: every user who followed a prepared link.
Solution: rotate the session id on login.

Restores: safe login for all users
Urgency: actively exploited since 09:00 UTC

Incident: #4211
"""

REF = "refs/heads/hotfix/v1.2.1-security-vulnerability-fix"


def git(directory, *arguments, **options):
    return subprocess.run(
        ["git", "-C", directory, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    ).stdout.decode()


def empty_program(work):
    source = os.path.join(work, "empty.c")
    with open(source, "w", encoding="ascii") as file:
        file.write("int main(void) { return 0; }\n")
    program = os.path.join(work, "empty")
    subprocess.run(["cc", "-O2", "-o", program, source], check=True)
    return program


def server(work, name, hooks):
    path = os.path.join(work, name + ".git")
    subprocess.run(["git", "init", "-q", "--bare", path], check=True)
    git(path, "symbolic-ref", "HEAD", "refs/heads/main")
    shutil.rmtree(os.path.join(path, "hooks"))
    os.makedirs(os.path.join(path, "hooks"))
    os.makedirs(os.path.join(path, "refgate"), 0o700)
    with open(os.path.join(path, "refgate/policy.yml"), "w") as file:
        file.write(POLICY)
    for hook, program in hooks.items():
        target = os.path.join(path, "hooks", hook)
        shutil.copy(program, target)
        os.chmod(target, 0o755)
    return path


def clone_with_commits(work, count):
    path = os.path.join(work, "clone")
    subprocess.run(["git", "init", "-q", path], check=True)
    git(path, "commit", "-q", "--allow-empty", "-m", "start")
    start = git(path, "rev-parse", "HEAD").strip()
    tree = git(path, "rev-parse", "HEAD^{tree}").strip()
    commits = [start]
    for number in range(count):
        blob = git(path, "hash-object", "-w", "--stdin",
                   input=b"%d\n" % number).strip()
        tree = git(path, "mktree",
                   input=b"100644 blob %s\tfile\n" % blob.encode()).strip()
        commits.append(git(path, "commit-tree", "-p", commits[-1], tree,
                           input=MESSAGE.encode()).strip())
    return path, commits


def timed_push(clone, url, commit):
    begin = time.perf_counter()
    done = subprocess.run(
        ["git", "-C", clone, "push", "-q", url, commit + ":" + REF],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        sys.exit("a push was refused:\n" + done.stderr.decode())
    return seconds


def report(times):
    base = statistics.median(times["no hooks"])
    print("%-22s %9s %9s %7s" % ("hooks", "median", "spread", "ratio"))
    for name, values in times.items():
        median = statistics.median(values)
        quartiles = statistics.quantiles(values, n=4)
        print("%-22s %6.1f ms %6.1f ms %7.2f" % (
            name, median * 1000, (quartiles[2] - quartiles[0]) * 1000,
            median / base))


def main():
    prefix, rounds = sys.argv[1], int(sys.argv[2])
    work = tempfile.mkdtemp(prefix="refgate-bench.")
    os.environ.update(HOME=work, GIT_CONFIG_NOSYSTEM="1",
                      GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.com",
                      GIT_COMMITTER_NAME="A",
                      GIT_COMMITTER_EMAIL="a@example.com")
    try:
        empty = empty_program(work)
        shell = os.path.join(work, "shell-hook")
        with open(shell, "w", encoding="ascii") as file:
            file.write(SHELL_HOOK)
        names = ("pre-receive", "update", "post-receive")
        engine = {name: os.path.join(prefix, "libexec/refgate", name)
                  for name in names}
        servers = {
            "no hooks": server(work, "none", {}),
            "three empty C hooks": server(work, "empty",
                                          dict.fromkeys(names, empty)),
            "refgate": server(work, "refgate", engine),
            "shell pre-receive": server(work, "shell",
                                        {"pre-receive": shell}),
        }
        clone, commits = clone_with_commits(work, rounds + 3)
        for url in servers.values():
            git(clone, "push", "-q", url, commits[0] + ":refs/heads/main")
        times = {name: [] for name in servers}
        for number, commit in enumerate(commits[1:]):
            for name, url in servers.items():
                seconds = timed_push(clone, url, commit)
                if number >= 3:
                    times[name].append(seconds)
        report(times)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
