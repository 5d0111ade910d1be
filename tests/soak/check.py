"""What has to be true of a guarded server after the load.

Each check gives the flaws that it found, as texts; none is good.
"""

import collections
import glob
import json
import os
import re
import statistics
import subprocess
import time

from world import ZERO

FOLDERS = ("clearance", "landing", "taken", "late")
OLD_SECONDS = 7200
GROWTH_KIB = 512
GROWTH_PARTS = 1.10


def logs_of(path):
    """All files of a server's log, the oldest first."""
    log = path + "/refgate/audit.jsonl"
    moved = [name for name in glob.glob(log + ".*")
             if re.fullmatch(r"\d+", name[len(log) + 1:])]
    moved.sort(key=lambda name: int(name.rsplit(".", 1)[1]))
    return moved + [log] * os.path.exists(log)


def is_turned_away(push):
    """Where so many wait that a lock is not had in time: refused, unjudged."""
    return push.status != 0 and "was locked for" in push.said


def read_records(path):
    counted = collections.defaultdict(collections.Counter)
    for name in logs_of(path):
        with open(name, encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                action = record["event"]["action"]
                if action == "import":
                    action = "push-accepted"
                counted[action]["records", None] += 1
                for ref in record["refgate"]["refs"]:
                    counted[action][ref["name"], ref.get("new")] += 1
    return counted


def check_records(path, pushes):
    """Each push has its record, and nothing else has."""
    records = read_records(path)
    accepted, landed = records["push-accepted"], records["push-landed"]
    moved, refused = collections.Counter(), collections.Counter()
    for push in pushes:
        if push.status == 0:
            moved.update(push.updates)
        elif push.kind == "bad" and not is_turned_away(push):
            refused.update(push.updates)
    for update in moved:
        if not accepted[update]:
            yield "no record that it was accepted: %s %s" % update
        if landed[update] != moved[update]:
            yield "%d records that it landed: %s %s" % (landed[update],
                                                        *update)
    for update in set(landed) - set(moved) - {("records", None)}:
        yield "landed, but no client was told: %s %s" % update
    for update in set(refused) | set(records["push-denied"]):
        if update[0].startswith("refs/heads/bad/") and \
                refused[update] != records["push-denied"][update]:
            yield "%d of %d refusals recorded: %s %s" % (
                records["push-denied"][update], refused[update], *update)
    away = sum(map(is_turned_away, pushes))
    broken = records["gate-broken"]["records", None]
    if broken < away:
        yield "%d of %d pushes turned away recorded" % (broken, away)
    for action in set(records) - {"push-accepted", "push-landed",
                                  "push-denied", "gate-broken", "rotated"}:
        yield "%d records %s" % (records[action]["records", None], action)


def check_answers(pushes):
    for push in pushes:
        if is_turned_away(push):
            continue
        if push.kind == "bad" and "[commit-message]" not in push.said:
            yield "a bad push heard: %d %s" % (push.status, push.said)
        if push.status >= 124:
            yield "a push took too long: %s" % push.kind
        if "could not be judged" in push.said or "broke down" in push.said:
            yield "not judged: " + push.said


def check_refs(world, path, pushes):
    """No accepted push is lost."""
    refs = dict(line.split(" ", 1)[::-1] for line in world.git(
        path, "for-each-ref", "--format=%(objectname) %(refname)",
        "refs/heads").splitlines())
    history = set(world.git(path, "rev-list",
                            "refs/heads/shared").splitlines())
    wanted = {}
    for push in pushes:
        if push.status:
            continue
        for ref, new in push.updates:
            if ref == "refs/heads/shared":
                if new not in history:
                    yield "lost from shared: " + new
            else:
                wanted[ref] = new
    for ref, new in wanted.items():
        if refs.get(ref, ZERO) != new:
            yield "%s is at %s, not at %s" % (ref, refs.get(ref), new)
    for ref in refs:
        if ref.startswith("refs/heads/bad/"):
            yield "there is a " + ref


def check_log(world, path):
    done = subprocess.run([world.root + "/bin/refgate", "log", "verify",
                           *logs_of(path)], check=False, env=world.env,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.stdout.decode()
    if done.returncode or "0 recoveries" not in said:
        yield "log verify: " + said


def waiting(path):
    return [name for folder in FOLDERS
            for name in glob.glob("%s/refgate/%s/*" % (path, folder))]


def check_files(world, server, pushes):
    """What is left now goes with the first push after an hour."""
    path = world.path(server)
    for pattern in ("**/*.lock", "objects/**/tmp_*", "objects/incoming-*",
                    "refgate/**/*.new", "refgate/**/*.tmp*"):
        for name in glob.glob(pattern, root_dir=path, recursive=True):
            if name != "refgate/audit.jsonl.lock":
                yield "left behind: " + name
    for folder in ("clearance", "late"):
        os.makedirs("%s/refgate/%s" % (path, folder), exist_ok=True)
        with open("%s/refgate/%s/one.0" % (path, folder), "x",
                  encoding="ascii"):
            pass
    then = time.time() - OLD_SECONDS
    for name in waiting(path):
        os.utime(name, (then, then))
    world.git(world.clone, "push", "-q", path, "start:refs/heads/last")
    for name in waiting(path):
        yield "not even after an hour: " + name
    # of a ref that was deleted, too, until the policy changes
    remembered = world.git(path, "for-each-ref",
                           "refs/refgate/value").splitlines()
    there = world.git(path, "for-each-ref", "refs/heads").splitlines()
    gone = {ref for push in pushes for ref, new in push.updates if new == ZERO}
    if len(remembered) > len(there) + len(gone):
        yield "%d refs are remembered, %d are there, %d were" % (
            len(remembered), len(there), len(gone))


def read_samples(path):
    """{hook: [(second, KiB, microseconds)]}, as they came."""
    found = collections.defaultdict(list)
    with open(path, encoding="ascii") as file:
        for line in file:
            second, hook, size, spent, _ = line.split()
            found[hook].append((int(second), int(size), int(spent)))
    return found


def check_memory(samples):
    for hook, rows in samples.items():
        third = len(rows) // 3
        first = statistics.median(row[1] for row in rows[:third])
        last = statistics.median(row[1] for row in rows[-third:])
        if last > first * GROWTH_PARTS + GROWTH_KIB:
            yield "%s grew from %d to %d KiB" % (hook, first, last)


def check_server(world, server, pushes):
    path = world.path(server)
    pushes = [push for push in pushes if push.server == server]
    yield from check_answers(pushes)
    yield from check_records(path, pushes)
    yield from check_refs(world, path, pushes)
    yield from check_files(world, server, pushes)
    yield from check_log(world, path)
