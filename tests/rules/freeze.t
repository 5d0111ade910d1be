#!/bin/sh
# freeze: times in which nothing moves.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

# policy RULE [SEVERITY]
policy() {
	cat <<-POLICY | set_policy s
	version: 1
	people: {alice: {emails: [alice@example.com], logins: [alice]}}
	groups: {managers: [alice], others: [bob@example.com]}
	rulesets:
	  - name: main
	    refs: ["refs/heads/main", "refs/heads/x/*"]
	    rules: {freeze: $1, deletion: everyone, non-fast-forward: everyone}
	POLICY
}
at() {
	date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ
}
# Hours are a minute around now; next to midnight they go over it.
clock() {
	TZ=${2:-UTC} date -d "$1" +%H:%M
}
day() {
	TZ=${2:-UTC} date -d "$1" +%a | tr '[:upper:]' '[:lower:]'
}

new_server s none
new_clone c
commit_file c a one "start"
seed c
commit_file c a two "second"

# --- one window between two dates
policy "[{from: \"$(at '1 hour ago')\", to: \"$(at '1 hour')\", reason: year's end}]"
push_refused c freeze origin main
contains "$ANSWER" '"main" is frozen until 20' "it says until when"
contains "$ANSWER" "year's end" "why"
contains "$ANSWER" "window   20" "which window"
contains "$ANSWER" "may      nobody" "who may"
like "$(cat "$ANSWER")" "hint: push it again at 20" "and what to do"
push_refused c freeze origin main:refs/heads/x/new
PUSH_NAME="other refs move" push_ok c origin main:refs/heads/other
g s.git update-ref refs/heads/x/old refs/heads/main
PUSH_NAME="a deletion" push_refused c freeze origin :x/old
PUSH_NAME="a rewind" push_refused c freeze -f origin \
	"$(g c commit-tree -m x 'main^{tree}'):refs/heads/x/old"
policy "{windows: [{from: \"$(at '1 hour ago')\", to: \"$(at '1 hour')\"}], severity: warning}"
PUSH_NAME="without a reason, as a warning" push_warned c freeze origin \
	main:refs/heads/x/warned
policy "[{from: \"$(at '2 hours ago')\", to: \"$(at 'now')\"}]"
PUSH_NAME="it is over the second it ends" push_ok c origin main:refs/heads/x/1
policy "[{from: \"$(at '1 hour')\", to: \"$(at '2 hours')\"}]"
PUSH_NAME="it has not begun" push_ok c origin main:refs/heads/x/2
policy "[{from: \"$(at 'now')\", to: \"$(at '1 hour')\"}]"
PUSH_NAME="it begins at once" push_refused c freeze origin main:refs/heads/x/3
end=$(at '3 hours')
policy "[{from: \"$(at '1 hour ago')\", to: \"$(at '30 minutes')\"}, {from: \"$(at '20 minutes')\", to: \"$end\"}]"
push_refused c freeze origin main:refs/heads/x/3
contains "$ANSWER" "frozen until $end" \
	"windows that follow each other end together"

# --- times of the day
policy "[{from: \"$(clock '1 minute ago')\", to: \"$(clock '2 minutes')\"}]"
push_refused c freeze origin main:refs/heads/x/4
policy "[{from: \"$(clock '1 minute ago')\", to: \"$(clock '2 minutes')\", days: [$(
	day '1 minute ago'), $(day 'tomorrow')]}]"
push_refused c freeze origin main:refs/heads/x/4
contains "$ANSWER" "(UTC)" "in which zone"
policy "[{from: \"$(clock '1 minute ago')\", to: \"$(clock '2 minutes')\", days: [$(
	day '3 days')]}]"
PUSH_NAME="on another day" push_ok c origin main:refs/heads/x/5
policy "[{from: \"$(clock '2 minutes')\", to: \"$(clock '1 hour')\"}]"
PUSH_NAME="before it" push_ok c origin main:refs/heads/x/6
policy "[{from: \"$(clock '1 hour ago')\", to: \"$(clock 'now')\"}]"
PUSH_NAME="after it" push_ok c origin main:refs/heads/x/7
policy "[{from: \"$(clock '2 minutes')\", to: \"$(clock 'now')\", days: [$(
	day now)]}]"
PUSH_NAME="all of the day but two minutes" push_ok c origin main:refs/heads/x/8
policy "[{from: '00:00', to: '24:00'}]"
push_refused c freeze origin main:refs/heads/x/9
contains "$ANSWER" "window   00:00 to 24:00" "the whole day"

# --- zones
for zone in +05:30 -03:00 Asia/Tokyo America/St_Johns; do
	posix=$zone
	case $zone in
	+05:30) posix=ABC-5:30 ;;
	-03:00) posix=ABC3 ;;
	esac
	if test "$posix" = "$zone" && ! test -f "/usr/share/zoneinfo/$zone"; then
		skip "$zone" "no zone database"
		continue
	fi
	policy "[{from: \"$(clock '1 minute ago' "$posix")\", to: \"$(
		clock '2 minutes' "$posix")\", zone: '$zone', days: [$(
		day '1 minute ago' "$posix")]}]"
	PUSH_NAME="$zone" push_refused c freeze origin main:refs/heads/x/10
	contains "$ANSWER" "($zone)" "$zone is named"
	policy "[{from: \"$(clock '3 minutes' "$posix")\", to: \"$(
		clock '5 minutes' "$posix")\", zone: '$zone'}]"
	PUSH_NAME="$zone, later" push_run c origin "main:refs/heads/x/z"
	is "$PUSH_STATUS" 0 "$zone, later"
	g s.git update-ref -d refs/heads/x/z
done

# --- who may
window="windows: [{from: '00:00', to: '24:00'}]"
policy "{$window, allow: [managers]}"
push_refused c freeze origin main:refs/heads/x/11
contains "$ANSWER" "could not be judged" "nobody is proven: broken"
g s.git config refgate.identity gitolite
export GL_REPO=s GL_USER=alice
PUSH_NAME="a member may" push_ok c origin main:refs/heads/x/11
policy "{$window, allow: [others]}"
push_refused c freeze origin main:refs/heads/x/12
contains "$ANSWER" "may      others" "who may"
contains "$ANSWER" "or ask somebody of others" "whom to ask"
policy "{$window, exempt: {pushers: [managers]}}"
PUSH_NAME="exempt" push_ok c origin main:refs/heads/x/12

# --- wrong windows
bad() {
	policy "[{$1}]"
	refgate policy lint "$WORK/s.git/refgate/policy.yml" >"$ANSWER" 2>&1
	contains "$ANSWER" "$2" "lint: $2"
}
bad "from: '08:00', to: '2026-12-01T00:00:00Z'" "two dates, or two times"
bad "from: '8:00', to: '09:00'" "two dates, or two times"
bad "from: '08:60', to: '09:00'" "two dates, or two times"
bad "from: '08:00', to: '24:01'" "two dates, or two times"
bad "from: '2026-12-01', to: '2026-12-02'" "two dates, or two times"
bad "from: '08:00', to: '08:00'" "leave no time between them"
bad "from: '24:00', to: '08:00'" "leave no time between them"
bad "from: '2026-12-02T00:00:00Z', to: '2026-12-02T00:00:00Z'" \
	"'to' is not later than 'from'"
bad "from: '2026-12-02T00:00:00Z', to: '2026-12-03T00:00:00Z', days: [mon]" \
	"'days' goes with hours"
bad "from: '2026-12-02T00:00:00Z', to: '2026-12-03T00:00:00Z', zone: UTC" \
	"'zone' goes with hours"
bad "from: '08:00', to: '09:00', days: [monday]" "'days' has what is no day"
for zone in Europe/Nowhere ../../etc/passwd /etc/localtime +5:30 +24:00 '' \
	Europe utc; do
	bad "from: '08:00', to: '09:00', zone: '$zone'" "'zone' is not known"
done
bad "from: '08:00'" "'to'"
done_testing
