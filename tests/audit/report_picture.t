#!/bin/sh
# A report's page in a real browser: desk and phone, light, dark and paper.
# REFGATE_PICTURES names a folder where the pictures are kept.
# shellcheck source=tests/lib/tap.sh
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

src=${REFGATE_SRC:-$PWD}
root=${REFGATE_ROOT:-${REFGATE_BUILD:-$src/build/test}/root}
chromium=$(command -v chromium) || skip_all "chromium is not installed"
work=$(mktemp -d "${TMPDIR:-/tmp}/refgate-picture.XXXXXX") || die "mktemp"
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM
unset GIT_DIR
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

# Names of 250 letters without a blank are what makes a page too wide.
python3 "$src/tests/audit/report_log.py" "$work" --hostile --only payments \
	--pushes 3 || die "no log"
"$root/bin/refgate" report --until 2025-12-31 -o "$work/page.html" \
	"$work/payments.jsonl.1" "$work/payments.jsonl" || die "no page"
python3 "$src/tests/audit/report_picture.py" "$chromium" "$work/page.html" \
	${REFGATE_PICTURES:+"$REFGATE_PICTURES"}
