"""Runs git's own tests without our hooks and with them, and compares.

A difference that the list does not have is a failure, and so is one of the
list that is not there. Never changes anything but its work folder, the
results, and the policy of the installation it is given.
"""

import argparse
import collections
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys

import results

NAMESPACES = ("heads", "tags", "notes", "remotes", "for", "review", "pull",
              "changes", "namespaces")
IDLE = """version: 1
namespaces: [%s]
limits: {refs: 10000}
""" % ", ".join("refs/%s/" % name for name in NAMESPACES)
HEADS = """rulesets:
  - name: heads
    refs: ["refs/heads/**"]
    rules: {deletion: everyone, non-fast-forward: everyone}
"""
SHARED_LOG = "audit: {file: %s/log/audit.jsonl}\n"

# name, template, policy
RUNS = (
    ("without", "git", ""),
    ("machine", "machine", IDLE + SHARED_LOG + HEADS),
    ("template", "template", IDLE + HEADS),
    ("machine-idle", "machine", IDLE + SHARED_LOG),
    ("template-idle", "template", IDLE),
)
SCRIPT_SECONDS = 900
# Long ones about fetching, submodules and shells: a push only prepares.
LEFT_OUT = ("t5510", "t5526", "t7406", "t9902")


def scripts_of(tree, named):
    """t54*, and whatever else pushes."""
    if named:
        return sorted(named)
    found = []
    for path in glob.glob(tree + "/t/t[0-9][0-9][0-9][0-9]-*.sh"):
        name = os.path.basename(path)
        with open(path, encoding="utf-8", errors="replace") as file:
            pushes = re.search(r"git push|send-pack|receive-pack", file.read())
        if name.startswith("t54") or pushes and name[:5] not in LEFT_OUT:
            found.append(name)
    return sorted(found)


def environment(output):
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "LC_ALL": "C",
        "GIT_TEST_INSTALLED": os.path.dirname(shutil.which("git")),
        "TEST_OUTPUT_DIRECTORY": output,
        "TEST_NO_MALLOC_CHECK": "1",
    }


def lower():
    if os.getuid():
        return []
    return ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
            "--clear-groups", "--"]


def trash_of(options, name):
    """Short: the path of an agent's socket has at most 107 bytes."""
    number = [run[0] for run in RUNS].index(name)
    return os.path.join(options.work, "trash", str(number))


def run_script(options, name, script):
    """The script's TAP; its trash is looked through and taken away."""
    output = trash_of(options, name)
    done = subprocess.run(
        lower() + ["sh", script, "--root=" + output, "-d", "--verbose-log"],
        cwd=options.work + "/source/t", env=environment(output),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=SCRIPT_SECONDS, check=False)
    base = script[:-len(".sh")]
    trash = os.path.join(output, "trash directory." + base)
    refgate = options.root + "/bin/refgate"
    logs = results.Logs()
    for log in glob.glob(glob.escape(trash) + "/**/refgate/audit.jsonl",
                         recursive=True, include_hidden=True):
        logs.add(refgate, log)
    shutil.rmtree(trash, ignore_errors=True)
    kept = os.path.join(options.results, name)
    os.makedirs(kept, exist_ok=True)
    with open(os.path.join(kept, base + ".tap"), "wb") as file:
        file.write(done.stdout)
    said = os.path.join(output, "test-results", base + ".out")
    if os.path.exists(said):
        shutil.move(said, os.path.join(kept, base + ".out"))
    return results.read_tap(done.stdout.decode(errors="replace")), logs


def prepare(options, template, policy):
    blt = options.work + "/source/templates/blt"
    shutil.rmtree(blt, ignore_errors=True)
    shutil.copytree(os.path.join(options.work, "made", template), blt)
    with open(options.root + "/etc/refgate/policy.yml", "w",
              encoding="ascii") as file:
        file.write(policy % options.work if "%s" in policy else policy)
    for path in glob.glob(options.work + "/log/*"):
        os.remove(path)
    for path in glob.glob(options.work + "/made/tally/*"):
        os.truncate(path, 0)


def tally(options):
    counted = []
    for hook in ("pre-receive", "update", "post-receive"):
        with open(options.work + "/made/tally/" + hook, "rb") as file:
            counted.append((hook, file.read().count(b"\n")))
    return counted


def run_all(options, scripts, run):
    name, template, policy = run
    prepare(options, template, policy)
    os.makedirs(trash_of(options, name))
    if not os.getuid():
        shutil.chown(trash_of(options, name), "nobody")
    found, logs = {}, results.Logs()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = {pool.submit(run_script, options, name, script): script
                   for script in scripts}
        for future in concurrent.futures.as_completed(futures):
            tap, more = future.result()
            found[futures[future]] = tap
            logs.join(more)
    shared = options.work + "/log/audit.jsonl"
    if os.path.exists(shared):
        logs.add(options.root + "/bin/refgate", shared)
    results.tell_run(name, found, logs, tally(options))
    return found, logs


def main():
    parser = argparse.ArgumentParser()
    for option in ("root", "work", "results", "list"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--runs", default=os.environ.get(
        "REFGATE_GIT_RUNS", ",".join(run[0] for run in RUNS)))
    parser.add_argument("scripts", nargs="*")
    options = parser.parse_args()
    scripts = scripts_of(options.work + "/source", options.scripts)
    listed = results.Listed(options.list)
    base, wrong = results.read_kept(options.results), collections.Counter()
    for run in RUNS:
        if run[0] not in options.runs.split(","):
            continue
        found, logs = run_all(options, scripts, run)
        wrong["logs that are not sound"] += len(logs.flaws)
        if run is RUNS[0]:
            base = found
        else:
            wrong["differences"] += listed.compare(run[0], base, found)
    for what, count in wrong.items():
        print("%d %s that are not listed" % (count, what)
              if what == "differences" else "%d %s" % (count, what))
    sys.exit(1 if sum(wrong.values()) else 0)


if __name__ == "__main__":
    main()
