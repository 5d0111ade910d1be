#!/bin/sh
# refgate replay shows hostile bytes of messages, authors and refs to nobody
# as they are: not on a terminal, in JSON or in a page; the page is whole, and
# loads and runs nothing. What is broken in a history is told.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

short=${TMPDIR:-/tmp} # a browser's sockets take no long path
export PYTHONDONTWRITEBYTECODE=1
# shellcheck source=tests/lib/replay.sh
. "$REFGATE_SRC/tests/lib/replay.sh"

cat >"$WORK/p.yml" <<'EOF'
version: 1
rulesets:
  - name: all
    refs: ["refs/heads/**"]
    rules:
      ref-name: {pattern: "main|good", shape: "good"}
      commit-message: {subject: {max: 5}}
      paths: {deny: ["**/*.exe"], severity: warning}
      merge: {}
EOF

# 20 commits, each by somebody else; names, subjects and branches as bad as
# git takes them.
new_server s "$WORK/p.yml"
python3 - <<'EOF' | g s.git fast-import --quiet
import sys
out = sys.stdout.buffer
bad = ["<script>alert(1)</script>".encode(), b"\x1b]0;owned\x07\x1b[2J",
       b"\xff\xfe\x80 not text", "\u202egnp.exe \u200bhidden".encode(),
       b"</title></style>\"'&amp;", b"a\rb\x08\x08\x7f", b"x" * 5000,
       "\u65e5\u672c \U0001f600".encode(), b"</td></table><svg onload=x>",
       b"http://evil.example/?q"]


def data(text):
    out.write(b"data %d\n%s\n" % (len(text), text))


mark = 0
for turn in range(20):
    text = bad[turn % len(bad)]
    name = text.replace(b"<", b"(").replace(b">", b")")[:200]
    when = b"%d +0000" % (1700000000 + 86400 * 40 * turn)
    mark += 1
    out.write(b"commit refs/heads/main\nmark :%d\n" % mark)
    out.write(b"author %s <a@b.c> %s\ncommitter C <c@d.e> %s\n" %
              (name, when, when))
    data(text + b" a subject of some length")
    if mark > 1:
        out.write(b"from :%d\n" % (mark - 1))
    out.write(b'M 100644 inline "d%d/a\\033[2J<b>.exe"\n' % turn)
    data(b"x")
branch = b"<img/onerror=x>'\"&amp"
mark += 1
out.write(b"commit refs/heads/side\nmark :%d\n" % mark)
out.write(b"committer C <c@d.e> 1770000000 +0000\n")
data(b"side work")
out.write(b"from :1\nM 100644 inline side\n")
data(b"x")
out.write(b"commit refs/heads/main\ncommitter C <c@d.e> 1770000001 +0000\n")
data(b"Merged in " + branch)
out.write(b"from :20\nmerge :%d\nM 100644 inline side\n" % mark)
data(b"x")
EOF
g s.git update-ref -d refs/heads/side

cat >"$WORK/page.py" <<'EOF'
import os, re, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "audit"))
from report_page import Page
text = open(sys.argv[2], "rb").read().decode("utf-8")
page = Page(text)
for flaw in page.flaws:
    print("flaw", flaw)
print("tags", sorted(page.tags & {"script", "img", "iframe", "object"}))
print("controls", sorted(set(re.findall("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b"
                                        "\u202e\ufeff]", text))))
for caption in sorted(page.tables):
    print(caption, len(page.tables[caption]) - 1)
print(page.sections["summary"].split(".")[0].split()[2:])
EOF
replay 1 --policy "$WORK/p.yml" --format html "$WORK/s.git"
cp "$OUT" "$WORK/page.html"
python3 "$WORK/page.py" "$REFGATE_SRC" "$OUT" >"$WORK/said" 2>&1
is "$(grep -v '^[A-Z]' "$WORK/said")" "tags []
controls []
['21', 'of', '21', 'pushes', 'would', 'have', 'been', 'refused', '(100%)']" \
	"the page is whole and holds nothing of what it shows as markup"
contains "$WORK/said" "Rules, those that refuse most first 4" "a row a rule"
contains "$WORK/said" "Pushes over time" "the chart is a table, too"
contains "$OUT" "default-src 'none'" "it may load nothing"
contains "$OUT" "&lt;script&gt;alert(1)" "what was typed is shown"
contains "$OUT" "&lt;U+202E&gt;" "and what hides is named"

replay 1 --policy "$WORK/p.yml" "$WORK/s.git"
is "$(LC_ALL=C tr -d '\n\040-\176\200-\377' <"$OUT" | wc -c)" 0 \
	"a terminal gets no control"
is "$(iconv -f UTF-8 -t UTF-8 <"$OUT" | grep -c "$(printf '\342\200\256')")" 0 \
	"nothing that turns text around, and UTF-8 only"
is "$(python3 -c 'import sys
print([line for line in open(sys.argv[1]) if len(line) > 73])' "$OUT")" "[]" \
	"and no line is wider than it should be"

replay 1 --policy "$WORK/p.yml" --format json "$WORK/s.git"
is "$(python3 -c 'import json, sys
text = open(sys.argv[1], "rb").read().decode("utf-8")
r = json.loads(text)
print(text.count("\n"), len(r["authors"]), r["pushes"],
      max(len(x["subject"]) for y in r["rules"] for x in y["examples"]) < 1100,
      sum(len(x["examples"]) > 3 for k in ("rules", "authors", "months")
          for x in r[k]))' "$OUT")" "1 11 21 True 0" \
	"JSON is one line of UTF-8, and no example is long"

# In a browser, if there is one; pictures of report.
if chromium=$(command -v chromium); then
	TMPDIR=$short \
		python3 "$REFGATE_SRC/tests/audit/report_picture.py" "$chromium" \
		"$WORK/page.html" \
		${REFGATE_PICTURES:+"$REFGATE_PICTURES"} >"$WORK/said" 2>&1
	is "$(grep -c '^ok' "$WORK/said"), $(grep -v '^ok' "$WORK/said")" \
		"36, 1..36" "a browser shows it: wide, narrow, dark, on paper"
else
	skip "a browser shows it" "chromium is not installed"
fi

# Broken histories, and none.
path=$(g s.git rev-parse main~2 | sed 's,^..,&/,')
test -f "$WORK/s.git/objects/$path" || die "the commit is packed"
rm -f "$WORK/s.git/objects/$path"
replay 3 --policy "$WORK/p.yml" "$WORK/s.git"
contains "$ERR" "$(echo "$path" | tr -d /)" "a commit that is missing is named"
is "$(cat "$OUT")" "" "and nothing is said of the rest"
replay 0 --policy "$WORK/p.yml" --last 1 "$WORK/s.git"
contains "$OUT" "found no answer" "what needs it finds no answer"
git init -q --bare "$WORK/empty.git"
replay 2 --policy "$WORK/p.yml" "$WORK/empty.git"
contains "$ERR" "refs/heads/" "an empty repository has no such ref"

is "$(ls "$TMPDIR")" "" "nothing is left behind"

done_testing
