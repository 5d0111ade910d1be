#!/bin/sh
# A long push is judged by all processors: it is answered as by one, also when
# a process cannot be started or is killed. Needs strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

COMMITS=2600
one=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')

inject_needs
new_server s <<'EOF'
version: 1
limits: {commits: 100000, seconds: 600}
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      commit-message: {subject: {pattern: '^step \d+$', shape: "step <number>"}}
EOF
new_clone c
commit_file c a 1 "step 0"
seed c
base=$(g c rev-parse HEAD)

# history NAME BAD...: a branch of small commits in which these are bad:
# NUMBER has another subject, tNUMBER a tree that git would not write.
history() {
	branch=$1
	shift
	awk -v from="$base" -v count="$COMMITS" -v branch="$branch" \
		-v bad=" $* " 'BEGIN {
		for (i = 1; i <= count; i++) {
			text = index(bad, " " i " ") ? "stop" : "step " i
			printf "commit refs/heads/%s\nmark :%d\n", branch, i
			printf "committer Alice <alice@example.com> %d +0000\n",
				1700000000 + i
			printf "data %d\n%s\n", length(text), text
			print "from " (i == 1 ? from : ":" i - 1)
			name = index(bad, " t" i " ") ? ".GIT/x" : "f" i % 20
			printf "M 100644 inline d%d/%s\n", i % 7, name
			printf "data %d\n%s\n", length(text), text
			if (index(bad, " t" i - 1 " "))
				printf "D d%d/.GIT\n", (i - 1) % 7
		}
	}' | g c fast-import --quiet --force || die "no history"
}

# What every answer has of its own.
said() {
	sed 's/[0-9a-f-]\{36\}/PUSH/g; s/push: .*s$/push/' "$ANSWER" |
		grep -v '^remote: judged'
}

# alike NAME RULES: refused by these, with the same words as by one process.
alike() {
	PUSH_NAME="$1: by one process" push_refused_alone "$1" "$2"
	said >"$push_base/one"
	PUSH_NAME="$1: by all" push_refused c "$2" origin "$1:refs/heads/$1"
	said >"$push_base/all"
	ok "$1: the same words" diff "$push_base/one" "$push_base/all"
	contains "$push_base/all" "${3:-error: }" "$1: what is wrong is said"
}

# All that it starts runs on one processor, too.
push_refused_alone() {
	mkdir -p "$push_base/alone"
	cat >"$push_base/alone/git" <<-EOF
	#!/bin/sh
	PATH=\${PATH#*:}
	exec taskset -c $one git "\$@"
	EOF
	chmod +x "$push_base/alone/git"
	keep=$PATH
	PATH=$push_base/alone:$PATH
	push_refused c "$2" origin "$1:refs/heads/$1"
	PATH=$keep
}

history bad 3 1400 2599
alike bad commit-message "stop"
history tree t1700
alike tree structure "d6"
history both t300 2000
alike both "commit-message structure"

# --- a process that is not to be had, or that ends
history good
make_pack c "$push_base/long" good "^$base"
git -C "$WORK/s.git" index-pack --stdin <"$push_base/long" >/dev/null ||
	die "index-pack"
inject_quarantine=$WORK/s.git/objects/tmp_objdir-incoming-x
mkdir -p "$inject_quarantine/pack"
set_input refs/heads/good "$ZERO" "$(g c rev-parse good)"
processes() {
	grep -c 'clone\|fork' "$CALLS"
}
traced() {
	inject_run strace -f -qq -e signal=none -o "$CALLS" "$@" \
		hooks/pre-receive
}
ok "judged by all" traced -e trace=clone,clone3,fork,vfork
if test "$(nproc)" -gt 1; then
	ok "that is by several processes" test "$(processes)" -gt 0
fi
for call in pipe2 clone; do
	ok "no process: $call fails" \
		traced -e trace=$call -e inject=$call:error=EAGAIN
done
ok "they are killed at once" \
	traced -e trace=getppid -e inject=getppid:signal=KILL
ok "who started them is gone" traced -e trace=getppid -e inject=getppid:retval=1
ok "nothing is left running" test -z "$(pgrep -f "$WORK/s.git" || :)"

done_testing
