"""Records of the audit log against a table: "action<TAB>member<TAB>ERE".

record.py LOG TABLE: what each action's last record has to have, one row a
member; the row "*" is for all records. A member is a path, "refs.0.name" one
of "refgate", and its value is compared as JSON; "-" means that it is not
there. Prints what is wrong, nothing if all is right.
"""
import json
import re
import sys

HEX = "[0-9a-f]{40}"
REF = {"name": str, "old": HEX, "new": HEX, "kind": "create|update|delete",
       "commits": int, "verdict": "[a-z]+"}
FINDING = {"rule": str, "ref": str, "commit": HEX + "|None", "detail": str,
           "verdict": "[a-z]+"}
LINE_MAX = 8000


def value_at(record, path):
    value = record
    for key in path.split("."):
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            return None, False
    return value, True


def is_right(record, path, wanted):
    value, there = value_at(record, path)
    if wanted == "-" or not there:
        return there == (wanted != "-"), value
    text = json.dumps(value, ensure_ascii=False)
    return bool(re.fullmatch(wanted, text)), text


def item_flaws(items, shape, name):
    for item in items:
        for key, wanted in shape.items():
            value = item.get(key, "missing")
            if isinstance(wanted, str):
                good = re.fullmatch(wanted, str(value))
            else:
                good = isinstance(value, wanted)
            if not good:
                yield "%s.%s is %r" % (name, key, value)


def flaws(records, rows):
    for action, path, wanted in rows:
        some = [r for r in records
                if action in ("*", r["event"]["action"])]
        if not some:
            yield "%s: no such record" % action
        for record in some if action == "*" else some[-1:]:
            good, value = is_right(record, path, wanted)
            if not good:
                yield "%s: %s is %s, wanted %s" % (
                    record["event"]["action"], path, value, wanted)
    for record in records:
        for name, shape in (("refs", REF), ("findings", FINDING)):
            for flaw in item_flaws(record["refgate"][name], shape, name):
                yield "%s: %s" % (record["event"]["action"], flaw)


def main():
    records = []
    with open(sys.argv[1], "rb") as log:
        for line in log:
            if len(line) > LINE_MAX:
                print("a line of %d bytes" % len(line))
            records.append(json.loads(line.decode("utf-8")))
    with open(sys.argv[2], encoding="utf-8") as table:
        rows = [line.rstrip("\n").split("\t") for line in table
                if line.strip() and not line.startswith("#")]
    for flaw in dict.fromkeys(flaws(records, rows)):
        print(flaw)


main()
