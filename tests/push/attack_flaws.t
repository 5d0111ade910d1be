#!/bin/sh
# Thousands of commits, each with another malformed tree, under rules that all
# read trees: to tell of them takes time in proportion, not by the square.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOP'
version: 1
rulesets:
  - name: topic
    refs: ["refs/heads/topic/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      paths: {deny: [secret]}
      file-size: {max: 1KiB}
      file-kinds: {symlinks: deny}
      forbidden-content: [{secrets: true}]
      change-size: {files: 10}
EOP
new_clone c
commit_file c README.md one "start"
seed c

# malformed COUNT: a branch topic/COUNT in the clone
malformed() {
	python3 - "$WORK/c" "$1" "$(g c rev-parse HEAD)" <<-'EOP'
	import hashlib, os, subprocess, sys, zlib
	repo, count, parent = sys.argv[1], int(sys.argv[2]), sys.argv[3]

	def write(kind, body):
	    data = b"%s %d\0" % (kind, len(body)) + body
	    name = hashlib.sha1(data).hexdigest()
	    path = os.path.join(repo, ".git/objects", name[:2])
	    os.makedirs(path, exist_ok=True)
	    with open(os.path.join(path, name[2:]), "wb") as file:
	        file.write(zlib.compress(data, 1))
	    return name

	blob = bytes.fromhex(write(b"blob", b"x"))
	for number in range(count):
	    tree = write(b"tree", b"100644 %06d\0" % (count + number) + blob +
	                 b"100664 g\0" + blob)
	    who = "A <alice@example.com> %d +0000" % (1700000000 + number)
	    parent = write(b"commit", (
	        "tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\n" % (
	            tree, parent, who, who)).encode())
	subprocess.run(["git", "-C", repo, "update-ref",
	                "refs/heads/topic/%d" % count, parent], check=True)
	EOP
}

# hundredths COUNT: what the push of so many takes, of a second
hundredths() {
	begin=$(date +%s%N)
	push_run c origin "topic/$1"
	echo $((($(date +%s%N) - begin) / 10000000))
}

malformed 1000
malformed 8000
few=$(hundredths 1000)
many=$(hundredths 8000)
push_run c origin topic/8000
contains "$ANSWER" "[structure] 8000 of 8001 commits are malformed" "all are told"
contains "$ANSWER" "[paths] could not be judged while a tree is malformed" \
	"what could not be judged is one line"
diag "1000: $few, 8000: $many hundredths of a second"
if test "$many" -le $((20 * few)); then
	ok "eight times as many take at most twenty times as long"
else
	fail "eight times as many take $many for $few hundredths"
fi
done_testing
