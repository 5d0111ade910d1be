#!/bin/sh
# install.sh killed between any two steps: the gate is closed or whole, or
# nothing has begun; the next run mends it. Taking out can be cut off as well.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

# Stand-ins for what changes something: the call number $KILL_AT ends all of
# the process group instead.
mkdir "$WORK/bin"
for name in mv ln rm mkdir; do
	cat >"$WORK/bin/$name" <<X
#!/bin/sh
case \$KILL_AMONG in *$name*)
	echo x >>"\$KILL_COUNT"
	test "\$(wc -l <"\$KILL_COUNT")" -ne "\$KILL_AT" || kill -9 0
esac
exec $(command -v "$name") "\$@"
X
	chmod 755 "$WORK/bin/$name"
done

# killed_at NUMBER NAMES ARGUMENT...: fails if it was killed
killed_at() {
	: >"$push_base/count"
	kill_at=$1
	kill_among=$2
	shift 2
	PATH=$WORK/bin:$PATH KILL_COUNT=$push_base/count KILL_AT=$kill_at \
		KILL_AMONG=$kill_among \
		PREFIX=$install_prefix SYSCONFDIR=$REFGATE_ROOT/etc \
		BUILD=$push_base/build setsid -w \
		"$REFGATE_SRC/install.sh" "$@" >"$SAID" 2>&1 </dev/null
}

# what NAME: all that install.sh puts there, with modes
what() (
	cd "$WORK/$1.git" || exit 1
	find . -path ./objects -prune -o -type f ! -path './refgate/audit*' ! -name policy.cache \
		! -path './refs/*' ! -path ./refgate/values -printf '%m %p ' -exec sha256sum {} \; |
		cut -d ' ' -f 1-3 | LC_ALL=C sort -k 2
)

bare first
printf '#!/bin/sh\nexec cat >/dev/null\n' >"$WORK/first.git/hooks/pre-receive"
chmod 755 "$WORK/first.git/hooks/pre-receive"
g first.git config receive.advertisePushOptions false
new_clone dev
commit_file dev README one "Say what this is"
seed dev
g dev checkout -q -b hotfix/Bad_Name
commit_file dev a one "Refuse empty passwords at login"
before=$(what first)
cp -a "$WORK/first.git" "$WORK/s.git"
installed "$WORK/s.git"
cp -a "$WORK/s.git" "$WORK/whole.git"
what s >"$WORK/whole"
hooks_before=$(ls "$WORK/first.git/hooks")

# closed_or_whole NUMBER: what a push that breaks a rule meets now
closed_or_whole() {
	test "$(ls "$WORK/s.git/hooks")" != "$hooks_before" || return 0
	test -f "$WORK/s.git/hooks/update" || return 0
	push_run dev "$WORK/s.git" HEAD:refs/heads/hotfix/Bad_Name
	test "$(server_ref s refs/heads/hotfix/Bad_Name)" = none
}

# What is wrong of any NUMBER is a line, and one assertion.
: >"$WORK/wrong"
number=0
while test "$number" -lt 100; do
	number=$((number + 1))
	rm -rf "$WORK/s.git"
	cp -a "$WORK/first.git" "$WORK/s.git"
	if killed_at "$number" "mv ln mkdir" "$WORK/s.git"; then
		break
	fi
	closed_or_whole || echo "$number: open" >>"$WORK/wrong"
	installer "$WORK/s.git" ||
		echo "$number: not mended: $(cat "$SAID")" >>"$WORK/wrong"
	what s | diff "$WORK/whole" - >>"$WORK/wrong" ||
		echo "$number: not whole" >>"$WORK/wrong"
done
ok "it was killed more than ten times, and not for ever" \
	test "$number" -gt 10 -a "$number" -lt 100
is "$(cat "$WORK/wrong")" "" "each time it was closed, and the next run mends it"

: >"$WORK/wrong"
number=0
while test "$number" -lt 100; do
	number=$((number + 1))
	rm -rf "$WORK/s.git"
	cp -a "$WORK/whole.git" "$WORK/s.git"
	if killed_at "$number" "mv rm" --uninstall "$WORK/s.git"; then
		break
	fi
	installer --uninstall "$WORK/s.git" ||
		echo "$number: $(cat "$SAID")" >>"$WORK/wrong"
	test "$(what s)" = "$before" || echo "$number: $(what s)" >>"$WORK/wrong"
done
ok "taking out was killed more than five times" test "$number" -gt 5
is "$(cat "$WORK/wrong")" "" "another run ends it, and every byte is back"

# Another version of all that is copied. What was whole stays so: the gate is
# closed whichever of them a push meets.
cp -R "$REFGATE_ROOT" "$WORK/prefix" || die "no copy of the suite"
for program in pre-receive update post-receive no-refs; do
	printf 'x' >>"$WORK/prefix/libexec/refgate/$program"
done
install_prefix=$WORK/prefix
rm -rf "$WORK/s.git"
cp -a "$WORK/whole.git" "$WORK/s.git"
installed --upgrade "$WORK/s.git"
what s >"$WORK/whole"

: >"$WORK/wrong"
number=0
while test "$number" -lt 100; do
	number=$((number + 1))
	rm -rf "$WORK/s.git"
	cp -a "$WORK/whole.git" "$WORK/s.git"
	if killed_at "$number" "mv ln mkdir" --upgrade "$WORK/s.git"; then
		break
	fi
	closed_or_whole || echo "$number: open" >>"$WORK/wrong"
	installer --upgrade "$WORK/s.git" ||
		echo "$number: not mended: $(cat "$SAID")" >>"$WORK/wrong"
	what s | diff "$WORK/whole" - >>"$WORK/wrong" ||
		echo "$number: not whole" >>"$WORK/wrong"
done
ok "an upgrade was killed more than four times" test "$number" -gt 4
is "$(cat "$WORK/wrong")" "" "another run ends it, too"
done_testing
