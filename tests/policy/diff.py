# Runs the table of `refgate policy diff`: diff.py TABLE FOLDER. Says what is
# not as the table has it; exit status 1 then. How a case is written stands in
# the table.
import json
import os
import re
import subprocess
import sys

HEAD = ("name", "refs", "enforcement", "merging", "baseline", "rules")
SWAPPED = {"stricter": "looser", "looser": "stricter", "different": "different"}


def read_cases(path):
    cases = []
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            mark, _, text = line.partition(" ")
            if mark == "=":
                cases.append({"name": text, "old": [], "new": [], ">": [], "<": []})
            elif mark == "both":
                cases[-1]["old"].append(text)
                cases[-1]["new"].append(text)
            elif mark in ("old", "new", ">", "<"):
                cases[-1][mark].append(text)
            elif line and mark != "#":
                sys.exit(f"{path}: what is this? {line}")
    return cases


def policy(lines):
    """The lines in their places: of the policy, of its ruleset, or others."""
    top, ruleset, more = [], {}, []
    for line in lines:
        key = line.split(":")[0]
        if line.startswith("- "):
            more.append("  " + line)
        elif key in HEAD:
            ruleset[key] = line
        else:
            top.append(line)
    ruleset.setdefault("name", "name: hotfix")
    ruleset.setdefault("refs", 'refs: ["refs/heads/hotfix/**"]')
    if not any(line.startswith("contact:") for line in top):
        top.append('contact: "#team"')
    name = ruleset.pop("name")
    own = ["  - " + name] + ["    " + line for line in ruleset.values()]
    if ruleset["refs"] == "refs: none":
        own = []
    body = ["version: 1"] + top + ["rulesets:"] + own + more
    return "\n".join(body) + "\n"


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def differ(old, new):
    run = subprocess.run(
        ["refgate", "policy", "diff", "--format", "json", old, new],
        capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode > 1:
        return None, run.stderr
    changes = json.loads(run.stdout)
    if run.returncode != bool(changes):
        return None, f"exit status {run.returncode} of {len(changes)} changes"
    return changes, ""


def expand(lines):
    """% is any text."""
    return [re.compile(re.escape(line).replace("%", ".*") + "$") for line in lines]


def mismatch(changes, wanted):
    said = [change["sentence"] for change in changes]
    patterns = expand(wanted)
    if len(said) == len(patterns) and all(
            pattern.match(line) for pattern, line in zip(patterns, said)):
        return None
    return "\n".join(["wanted:"] + wanted + ["said:"] + said)


def judge(case, folder):
    old = write(folder, "old.yml", policy(case["old"]))
    new = write(folder, "new.yml", policy(case["new"]))
    there, trouble = differ(old, new)
    back, trouble_back = differ(new, old)
    if there is None or back is None:
        return trouble or trouble_back
    wrong = mismatch(there, case[">"])
    if not wrong and (case["<"] or not case[">"]):
        wrong = mismatch(back, case["<"])
    kinds = sorted(SWAPPED[change["kind"]] for change in there)
    if not wrong and kinds != sorted(change["kind"] for change in back):
        wrong = "the other way round is not the other way round"
    return wrong


def main():
    table, folder = sys.argv[1:]
    status = 0
    for case in read_cases(table):
        wrong = judge(case, folder)
        if wrong:
            print(f"{case['name']}:\n{wrong}\n")
            status = 1
    sys.exit(status)


main()
