#!/bin/sh
# docs/refgate-log.md names every member that a record has and every action,
# and none that there is not.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

build=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
page=$REFGATE_SRC/docs/refgate-log.md

python3 "$REFGATE_SRC/tests/audit/sample.py" >sample || die "no sample"
"$build/tests/test_event" hostile hostile || die "no hostile log"
"$build/tests/test_log" append rotated 2 >/dev/null
mv rotated rotated.1
"$build/tests/test_log" append rotated 2 >/dev/null
printf x >>rotated
"$build/tests/test_log" append rotated 1 >/dev/null
new_server s <<'X'
version: 1
audit: {identities: hash}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^REC-'}}
X
new_clone c
commit_file c a one "REC-1 a first commit"
push_ok c origin main
commit_file c a two "no ticket"
push_refused c commit-message origin main
sed -i 's/,"x":"[^"]*"//' hostile # of that test alone
cat sample hostile rotated s.git/refgate/audit.jsonl >all

cat >members.py <<'X'
"""Members of records that the page does not have."""
import json, re, sys

def members(value, path):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from members(inner, path + "." + key if path else key)
    elif isinstance(value, list):
        if not any(isinstance(inner, dict) for inner in value):
            yield path
        for inner in value:
            if isinstance(inner, dict):
                yield from members(inner, path + "[]")
    else:
        yield path

rows = [line for line in open(sys.argv[1]) if line.startswith("|")]
text = open(sys.argv[1]).read()

def is_told(path):
    parent, leaf = path.rsplit(".", 1) if "." in path else ("", path)
    if "`%s`" % path in text or "`%s[]`" % path in text:
        return True
    if "`%s.*`" % parent in text:
        return True
    for row in rows:
        first = row.split("|")[1]
        named = re.findall(r"`([^`]*)`", first)
        near = [parent + name for name in ("", "[]")]
        if any(name in named for name in near) and "`%s`" % leaf in row:
            return True
        if "`.%s`" % leaf in first and any(
                name.rsplit(".", 1)[0] == parent for name in named):
            return True
    # What a record of the log about itself has, and the override's own.
    return any("`%s`" % leaf in part for part in text.split("\n\n")
               if "`%s`" % parent.rsplit(".", 1)[-1].rstrip("[]") in part)

seen = set()
for line in open("all", errors="replace"):
    try:
        record = json.loads(line)
    except ValueError:
        continue
    if isinstance(record, dict):
        seen.update(members(record, ""))
print(*sorted(path for path in seen if not is_told(path)), sep="\n")
X
is "$(python3 members.py "$page")" "" "every member is on the page"
ok "there are many" test "$(python3 members.py /dev/null | grep -c .)" -gt 50

sed -n 's/^.*= { "\([a-z-]*\)",$/\1/p' "$REFGATE_SRC/lib/audit/action.c" |
	sort >actions
# shellcheck disable=SC2016 # it is the page that has them
sed -n '/^## Actions/,/^## /s/^| \(`[a-z`, -]*\) |.*/\1/p' "$page" |
	tr -d '`,' | tr ' ' '\n' | grep . | sort >told
# The second table there is of reasons.
sed -n 's/^	\[RECORD_.*= { "\([a-z-][a-z-]*\)",.*/\1/p' \
	"$REFGATE_SRC/lib/audit/record.c" | sort >reasons
sort actions reasons >both
same_file told both "every action and every reason, and no others"
done_testing
