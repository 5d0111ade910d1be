#!/bin/sh
# Hooks that were there before: kept as they were, asked first, and put back.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

# foreign NAME: three hooks of somebody else; they note what they are told
foreign() {
	cat >"$WORK/$1.git/hooks/pre-receive" <<-'X'
	#!/bin/sh
	cat >seen.pre-receive
	test -z "$(sed -n '/forbidden/p' seen.pre-receive)" || { echo no; exit 3; }
	X
	cat >"$WORK/$1.git/real-update" <<-'X'
	#!/bin/sh
	echo "$@" >>seen.update
	case $1 in *stop*) echo stopped; exit 1 ;; esac
	X
	ln -s ../real-update "$WORK/$1.git/hooks/update"
	cat >"$WORK/$1.git/hooks/post-receive" <<-'X'
	#!/bin/sh
	cat >seen.post-receive
	exit 1
	X
	chmod 755 "$WORK/$1.git/real-update"
	chmod 750 "$WORK/$1.git/hooks/pre-receive"
	chmod 755 "$WORK/$1.git/hooks/post-receive"
}

bare s
foreign s
before=$(snapshot s)
installed "$WORK/s.git"
contains "$SAID" "kept hooks/update as hooks/update.before-refgate" \
	"what is kept is said"
stamps=$(stamps s)
installed "$WORK/s.git"
is "$(stamps s)" "$stamps" "a second run touches nothing"
installed --uninstall "$WORK/s.git"
drop_log s
is "$(snapshot s)" "$before" "every byte, mode and link is back"

installed "$WORK/s.git"
new_clone dev
sign_as dev alice
commit_file dev README one "Say what this is"
seed dev
main=$(g dev rev-parse main)
g dev checkout -q -b hotfix/empty-password
commit_file dev src/a.c one "Refuse empty passwords at login"
tip=$(g dev rev-parse HEAD)
push_ok dev origin hotfix/empty-password
line="$(printf %040d 0) $tip refs/heads/hotfix/empty-password"
is "$(cat "$WORK/s.git/seen.pre-receive")" "$line" \
	"the earlier pre-receive was asked"
is "$(cat "$WORK/s.git/seen.update")" \
	"refs/heads/hotfix/empty-password $(printf %040d 0) $tip" \
	"so was the earlier update"
is "$(cat "$WORK/s.git/seen.post-receive")" "$line" \
	"and the earlier post-receive told"
contains "$WORK/s.git/refgate/audit.jsonl" push-landed \
	"refgate's post-receive ran behind it, whatever it said"

PUSH_NAME="what the earlier hook refuses stays refused" \
	push_run dev origin hotfix/empty-password:refs/heads/forbidden
isnt "$PUSH_STATUS" 0 "what the earlier hook refuses stays refused"
contains "$ANSWER" "remote: no" "in its words"
push_run dev origin hotfix/empty-password:refs/heads/stop
isnt "$PUSH_STATUS" 0 "by the earlier update, too"
is "$(server_ref s refs/heads/stop)" none "and nothing came of it"
push_refused dev ref-name origin HEAD:refs/heads/hotfix/Bad_Name

# Three hundred refs: the input is passed on whole.
i=0
while test "$i" -lt 300; do
	i=$((i + 1))
	echo "create refs/heads/topic/number-$i $main"
done | g dev update-ref --stdin
push_run dev origin 'refs/heads/topic/*:refs/heads/topic/*'
is "$PUSH_STATUS" 0 "a push of many refs"
is "$(wc -l <"$WORK/s.git/seen.pre-receive")" 300 "is passed on"

# lose WHAT HOW
lose() {
	case $2 in
	gone) rm -f "$WORK/s.git/hooks/$1" ;;
	empty) : >"$WORK/s.git/hooks/$1" ;;
	still) chmod a-x "$WORK/s.git/hooks/$1" ;;
	esac
}
g dev checkout -q -b hotfix/next main
commit_file dev src/b.c one "Refuse blank passwords at login"
for what in refgate-pre-receive refgate-update pre-receive.before-refgate \
	update.before-refgate; do
	for how in gone empty still; do
		case $what:$how in
		*.before-refgate:empty) continue ;; # git runs such, too
		esac
		cp -a "$WORK/s.git/hooks" "$WORK/s.git/real-update" "$WORK/"
		test "$what:$how" != update.before-refgate:still ||
			what=../real-update
		lose "$what" "$how"
		push_run dev origin hotfix/next
		isnt "$PUSH_STATUS" 0 "$what $how: refused"
		is "$(server_ref s refs/heads/hotfix/next)" none \
			"and nothing moved"
		rm -rf "$WORK/s.git/hooks" "$WORK/s.git/real-update"
		mv "$WORK/hooks" "$WORK/real-update" "$WORK/s.git/"
	done
done
push_ok dev origin hotfix/next

# A hook that git ignored is kept, and goes on being ignored.
bare idle
printf '#!/bin/sh\nexit 1\n' >"$WORK/idle.git/hooks/pre-receive"
ln -s nowhere "$WORK/idle.git/hooks/update"
before=$(snapshot idle)
installed "$WORK/idle.git"
same_file "$WORK/idle.git/hooks/pre-receive" \
	"$REFGATE_ROOT/libexec/refgate/pre-receive" "it is not chained"
is "$(readlink "$WORK/idle.git/hooks/update.before-refgate")" nowhere \
	"a dangling link is kept as one"
installed --uninstall "$WORK/idle.git"
drop_log idle
is "$(snapshot idle)" "$before" "and all is put back"

# Half an installation is mended by another run, and can be taken out.
for cut in 1 2 3; do
	bare "cut$cut"
	foreign "cut$cut"
	before=$(snapshot "cut$cut")
	installed "$WORK/cut$cut.git"
	whole=$(snapshot "cut$cut")
	hooks="$WORK/cut$cut.git/hooks"
	rm "$hooks/post-receive" "$hooks/refgate-post-receive"
	mv "$hooks/post-receive.before-refgate" "$hooks/post-receive"
	test "$cut" -lt 2 ||
		mv "$hooks/pre-receive.before-refgate" "$hooks/pre-receive"
	test "$cut" -lt 3 || {
		ln -P -f "$hooks/update.before-refgate" "$hooks/update"
		rm -f "$hooks/refgate-pre-receive"
	}
	installed "$WORK/cut$cut.git"
	is "$(snapshot "cut$cut")" "$whole" "cut at $cut: mended"
	installed --uninstall "$WORK/cut$cut.git"
	drop_log "cut$cut"
	is "$(snapshot "cut$cut")" "$before" "and taken out"
done
done_testing
