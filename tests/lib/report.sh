# shellcheck shell=sh
# Reads pages of `refgate report`. Source it after tap.sh or push.sh:
#
#   report_check NAME PAGE --until TIME [OPTION...] LOG...  an assertion for each
#       thing that the page says and the log does not; see report_check.py
#   report_text PAGE SECTION  prints what it says there, on one line

report_check() {
	report_name=$1
	shift
	if python3 "${REFGATE_SRC:-.}/tests/audit/report_check.py" "$@" \
		>checked 2>&1; then
		test -s checked || die "nothing was checked"
	elif ! grep -q '^not ok' checked; then
		fail "$report_name: report_check.py"
		diag "$(cat checked)"
	fi
	while IFS= read -r report_line; do
		case $report_line in
		"ok "*) pass "$report_name: ${report_line#ok }" ;;
		"not ok "*) fail "$report_name: ${report_line#not ok }" ;;
		esac
	done <checked
}

report_text() {
	python3 - "${REFGATE_SRC:-.}/tests/audit" "$1" "$2" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
from report_page import Page
page = Page(open(sys.argv[2], encoding="utf-8").read())
print(page.flaws or page.sections.get(sys.argv[3], "no such section"))
PY
}
