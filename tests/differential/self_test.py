"""The comparison notices faults that are planted into the probes' answers,
and shows each with a repository that is hardly larger than the fault needs.
"""
import re
import subprocess
import sys

DRIVER = [sys.executable, "-B", sys.argv[1]]
# The fault, a seed that shows it, the kind that fails, and the most commits
# and questions that are left.
CASES = [("octopus", 4, "range", 5, 1), ("trailer", 5, "message", 1, 1),
         ("skew", 12, "ancestor", 4, 1)]


def run(*words, data=""):
    done = subprocess.run(DRIVER + list(words), input=data, text=True,
                          stdout=subprocess.PIPE, check=False)
    return done.returncode, done.stdout


def check(plant, seed, kind, commits, questions):
    """What went wrong, or None."""
    fails = re.compile(r"(?m)^not ok .* %s " % kind)
    _, out = run("--plant", plant, "--seed", str(seed), "--repositories",
                 "1", "--most", "1")
    found = re.search(r"# printf %s '(.*)' \| (.*)", out)
    if not fails.search(out) or "seed %d: " % seed not in out or not found:
        return "it is not noticed: " + out
    plan, command = found.groups()
    size = plan.count('"label"'), plan.count('["%s"' % kind)
    if size[0] > commits or size[1] > questions:
        return "%s commits and questions are left: %s" % (size, plan)
    words = command.split()[3:]
    code, out = run(*words, data=plan)
    if code != 1 or not fails.search(out):
        return "the plan does not fail again: " + plan
    words = [w for w in words if w not in ("--plant", plant)]
    code, out = run(*words, data=plan)
    return "it fails without the fault: " + out if code else None


def main():
    failed = 0
    for n, case in enumerate(CASES):
        text = check(*case)
        failed += bool(text)
        print("%sok %d - a planted fault is noticed and shrunk: %s" % (
            "not " if text else "", n + 1, case[0]))
        if text:
            print("# " + text.replace("\n", "\n# "))
    print("1..%d" % len(CASES))
    sys.exit(1 if failed else 0)


main()
