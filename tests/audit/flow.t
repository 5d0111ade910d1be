#!/bin/sh
# The procedures of docs/walks with all that may happen to a log on the way:
# a ref moved past the gate, another policy, a rotation, checkpoints. What `log`,
# `log verify`, `metrics` and `report` then say of it is what was done.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
# shellcheck source=tests/lib/walk.sh
. "$REFGATE_SRC/tests/lib/walk.sh"
# shellcheck source=tests/lib/report.sh
. "$REFGATE_SRC/tests/lib/report.sh"

# shellcheck disable=SC2031 # only the walks change it for themselves
PATH=$PATH:/usr/sbin:/sbin
export PYTHONDONTWRITEBYTECODE=1
command -v logrotate >/dev/null || skip_all "no logrotate"
log=$WORK/project.git/refgate/audit.jsonl

# typed NAME TITLE: standard input, as that person.
typed() {
	cat >"$WORK/block"
	walk_type "$1" "$WORK/block"
	is "$walk_status" 0 "$2" || diag "$(cat "$push_base/printed")"
}

# count ACTION [FILTER]: records of it, by jq.
count() {
	jq -r "select(.event.action == \"$1\") | ${2:-.event.id}" all.jsonl |
		grep -c .
}

# metric NAME [LABEL]
metric() {
	sed -n "s/^refgate_$1{.*${2:-}.*} //p" numbers
}

# --- the procedure, with checkpoints by a key of the server's own
ssh_key log
host=$(ssh-keygen -l -f "$KEYS/log.pub" | cut -d ' ' -f 2)
sed "s|^contact: .*|&\\naudit: {anchor: $KEYS/log}|" \
	"$REFGATE_SRC/docs/walks/incident.md" >page.md
walk page.md

# --- past the gate, and noticed by the next push
was=$(g project.git rev-parse main)
is=$(g project.git commit-tree -p main -m 'By hand' "main^{tree}")
g project.git update-ref refs/heads/main "$is"
typed dan "the way back of the second hotfix" <<'EOF'
git fetch -q origin
git checkout -q -B develop origin/develop
git merge -q --no-ff \
	-m "Merge branch 'hotfix/v1.2.2-login-again' into develop" \
	origin/hotfix/v1.2.2-login-again
git push -q origin develop
EOF

# --- rotated by the shipped snippet, with its checkpoint before
sed -e "s|^/srv/git/\*.git/.* {|\"$log\" {|" \
	-e "s|/usr/local/bin/refgate|'$REFGATE_ROOT/bin/refgate'|" \
	-e '/#prerotate/,/#endscript/s/#//' \
	"$REFGATE_SRC/contrib/logrotate/refgate" >conf
chmod 600 conf
chmod go-w project.git project.git/refgate
ok "logrotate" logrotate -f -s "$WORK/state" conf
nok "the log is moved away" test -e "$log"
anchored=$(tail -n 1 "$log.anchors" | jq .refgate_anchor.sequence)
is "$anchored" "$(jq -s 'last | .event.sequence' "$log"-*)" \
	"and its end has a checkpoint"

# --- another policy, and a push that it judges
sed -i 's/^contact: .*/contact: "#night-shift"/' "$WORK/project.git/refgate/policy.yml"
typed dan "a push after the policy was changed" <<'EOF'
git checkout -q -b hotfix/v1.2.3-fonts origin/main
git push -q -u origin HEAD
EOF

# --- what the log says
refgate log --format json project.git >all.jsonl || die "no log"
refgate log project.git >human || die "no log"
is "$(grep -c . human)" "$(grep -c . all.jsonl)" "a line for each record"
is "$(awk '{ print index($0, " project ") }' human | sort -u)" 39 \
	"the columns stand below each other"
like "$(cat human)" "gate-bypassed    project     -         main  $(
	echo "$was" | cut -c 1-7)\.\.$(echo "$is" | cut -c 1-7)" \
	"which ref moved, from where to where"
like "$(cat human)" "policy-override  project     ida       main  4712 by ann: approvals" \
	"who overrode what"
like "$(cat human)" "accepted         project     ida       main  [0-9a-f]{7}\.\.[0-9a-f]{7} \(frequency, approvals, override\)" \
	"what came in so, and what rules had to say"
refgate log -v --action policy-changed project.git >changed
like "$(cat changed)" "was         $(jq -r .rule.version all.jsonl | head -n 1)" \
	"a change of policy says what was before"
is "$(refgate log --format csv project.git | python3 -c 'import csv, sys
print(sum(row["action"] == "push-denied" for row in csv.DictReader(sys.stdin)))')" \
	"$(count push-denied)" "as CSV, too"
is "$(jq -r '.refgate.refs[].opened[]?.item' all.jsonl | grep -c .)" 8 \
	"two hotfixes owe four things each"
is "$(jq -r '.refgate.refs[].closed[]?.item' all.jsonl | grep -c .)" 5 \
	"of which five were done"

# --- is it whole?
refgate log verify project.git >verified 2>&1
is $? 0 "the log is consistent"
like "$(cat verified)" "^consistent to $(grep -c . all.jsonl); anchored to [0-9]+ by $(
	echo "$host" | sed 's/[+]/[+]/g') .* 1 rotation, 0 recoveries;" "and anchored"
refgate log verify --format json project.git >verified
is "$(jq '.anchored_to >= '"$anchored" verified)" true "to where it was rotated"
sed '20s/success/failure/' "$log"-* >broken
refgate log verify broken >verified 2>&1
is "$?, $(cut -d ';' -f 1 verified | tr '\n' ' ')" \
	"1, broken:20: line was changed consistent to 19 " \
	"a copy that was changed is not"

# --- metrics
refgate metrics project.git >numbers || die "no metrics"
is "$(metric pushes_total accepted)" "$(count push-accepted)" "accepted"
is "$(metric pushes_total refused)" "$(count push-denied)" "refused"
is "$(metric overrides_total)" 1 "overridden"
is "$(metric bypassed_refs_total)" 1 "moved past the gate"
is "$(metric policy_changes_total)" 1 "rules changed"
is "$(metric landings_total)" 2 "hotfixes that landed"
is "$(metric follow_ups_open)" 3 "still owed"
is "$(metric log_sequence)" "$(grep -c . all.jsonl)" "the last record"
is "$(metric log_consistent)" 1 "the log's end is as it was written"

# --- the page, today and in two weeks
# page NAME WHEN REPOSITORY...: NAME.html, held against all.jsonl.
page() {
	page_name=$1
	page_end=$(date -u +%Y-%m-%dT%H:%M:%SZ -d "$2")
	shift 2
	refgate report --until "$page_end" -o "$page_name.html" "$@" ||
		fail "a page: $page_name"
	report_check "$page_name" "$page_name.html" --until "$page_end" all.jsonl
}

page today '1 minute' project.git
page later '14 days' project.git
text=$(report_text today.html summary)
for said in "1 ref was moved past the gate" "Rules were overridden once" \
	"1 hotfix landed beyond the number that was planned" \
	"3 follow-ups are open, none is overdue" "The rules changed once" \
	"The log is consistent: .* it is anchored"; do
	like "$text" "$said" "the page says: $said"
done
like "$(report_text today.html chain)" "consistent to $(grep -c . all.jsonl) .*1 rotation" \
	"how far it is proven"
like "$(report_text today.html overrides)" "ida .*approvals .*4712 .*production is down.*ann" \
	"who overrode, and why"
like "$(report_text today.html bypassed)" "main moved: $(
	echo "$was" | cut -c 1-12) . $(echo "$is" | cut -c 1-12)" "what moved"
like "$(report_text later.html summary)" "3 follow-ups are overdue" \
	"what is late in two weeks"
refgate report -o broken.html broken || fail "a page of a broken log"
like "$(report_text broken.html chain)" "line was changed line 20 of broken; consistent to 19" \
	"a broken log is called that, to the line"

# --- another procedure, with another server and other people's keys
rm -rf "$KEYS" dan ida sue ann
mkdir "$KEYS"
walk_server=second
sed 's/Repository: project/Repository: second/' \
	"$REFGATE_SRC/docs/walks/runbook.md" >page.md
walk page.md
refgate log --format json second.git >>all.jsonl || die "no log"
page two '1 minute' project.git second.git
refgate log verify second.git >verified 2>&1
is $? 0 "the second log is consistent, too"
done_testing
