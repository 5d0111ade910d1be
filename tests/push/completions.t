#!/bin/sh
# What the shells complete behind refgate, and the page that git shows for it.
# What they offer is held against --help by the lint manual.sh.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
share=$REFGATE_ROOT/share

new_server server none
new_clone dev
commit_file dev README one "Say what this is"
g dev branch hotfix/one

# Bash: the words behind refgate, the last one is to be completed.
cat >"$WORK/complete.bash" <<'EOF'
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
case $1 in
git) _git_refgate ;;
*) _refgate ;;
esac
printf '%s\n' "${COMPREPLY[@]}"
EOF

in_bash() {
	(cd "$WORK/dev" && bash "$WORK/complete.bash" \
		"$share/bash-completion/completions/refgate" "$@") >"$OUT" 2>&1
}

# bash_offers "WORDS" NAME WORD...: exactly these, in any order
bash_offers() {
	bash_wanted=$1
	bash_name=$2
	shift 2
	in_bash "$@"
	is "$(sort "$OUT" | tr '\n' ' ')" "$bash_wanted " "bash: $bash_name"
}

bash_offers "metrics" "a verb" refgate me
bash_offers "lint" "what stands behind a verb" refgate policy l
bash_offers "--filter --format" "options of a verb of two words" \
	refgate policy test --f
bash_offers "--key" "but not those of the first" refgate log anchor --k
bash_offers "human json markdown" "values" refgate explain --format ''
bash_offers "json" "a value behind =" refgate check --format = js
bash_offers "hotfix/one" "refs" refgate check --ref hot
bash_offers "hotfix/one" "arguments that are refs" refgate approve hot
bash_offers "freeze frequency" "rules" refgate log --rule fre
bash_offers "merge,freeze merge,frequency" "the last of several rules" \
	refgate authorize INC-1 HEAD --rules merge,fre
bash_offers "recapio release-tag" "policies" refgate check --policy re
bash_offers "README" "files" refgate log READ
bash_offers "" "nothing behind what is no verb" refgate nonesuch ''
bash_offers "approve authorize" "verbs behind git refgate" git refgate a
bash_offers "--withdraw" "and options" git refgate approve --w

# Each verb offers its help's options, and they are taken.
for verb in check explain 'policy lint' log 'log verify' authorize; do
	# shellcheck disable=SC2086 # two words
	refgate $verb --help |
		grep -Eo '^  +(-[a-z], )?--[a-z-]+|, --[a-z-]+ TIME' |
		grep -Eo -e '--[a-z-]+' | sort -u >"$WORK/wanted"
	# shellcheck disable=SC2086 # two words
	in_bash refgate $verb --
	grep -vx -e --help "$OUT" | sort -u >"$WORK/got"
	same_file "$WORK/got" "$WORK/wanted" "bash: the options of $verb"
done

# Zsh: with the functions that lead to its menus put out of the way.
cat >"$WORK/complete.zsh" <<'EOF'
_arguments() { print -rl -- "$@" }
_describe() { print -rl -- ${(P)2} }
_files() { print files }
compadd() { print -rl -- "$@" }
source=$1
shift
words=("$@")
CURRENT=$#
. $source
EOF

in_zsh() {
	(cd "$WORK/dev" && zsh -f "$WORK/complete.zsh" \
		"$share/zsh/site-functions/_refgate" "$@") >"$OUT" 2>&1
}

if command -v zsh >/dev/null 2>&1; then
	ok "zsh: reads it" zsh -n "$share/zsh/site-functions/_refgate"
	in_zsh refgate a
	contains "$OUT" "approve:approve a commit" "zsh: the verbs"
	in_zsh refgate policy test ''
	contains "$OUT" "*--filter[only cases whose name holds TEXT]:TEXT: " \
		"zsh: options of a verb of two words"
	contains "$OUT" "*--format:value:(human tap junit json)" \
		"zsh: values"
	lacks "$OUT" " lint " "zsh: not those of the first"
	in_zsh refgate policy ''
	contains "$OUT" " lint " "zsh: what stands behind a verb"
	nok "zsh: nothing behind what is no verb" in_zsh refgate nonesuch ''
else
	skip "zsh" "it is not installed"
fi

# fish_offers "WORDS" NAME LINE
fish_offers() {
	(cd "$WORK/dev" && HOME=$WORK fish --no-config -c \
		"source '$share/fish/vendor_completions.d/refgate.fish'
		complete -C '$3'") 2>&1 | cut -f 1 | sort >"$OUT"
	is "$(tr '\n' ' ' <"$OUT")" "$1 " "fish: $2"
}

if command -v fish >/dev/null 2>&1; then
	fish_offers "metrics" "a verb" "refgate me"
	fish_offers "lint" "what stands behind a verb" "refgate policy l"
	fish_offers "--filter --format" "options of a verb of two words" \
		"refgate policy test --f"
	fish_offers "human json markdown" "values" "refgate explain --format "
	fish_offers "hotfix/one" "refs" "refgate check --ref hot"
	fish_offers "freeze frequency" "rules" "refgate log --rule fre"
	fish_offers "merge,freeze merge,frequency" \
		"the last of several rules" \
		"refgate authorize INC-1 HEAD --rules merge,fre"
else
	skip "fish" "it is not installed"
fi

# git refgate --help shows the page.
g dev config man.viewer show
g dev config man.show.cmd "echo wants"
(cd "$WORK/dev" && PATH=$(push_path) git refgate --help) >"$OUT" 2>&1
is "$(cat "$OUT")" "wants git-refgate" "git asks for git-refgate(1)"
for page in man1/git-refgate.1 man1/refgate.1 man5/refgate-policy.5 \
	man5/refgate-log.5 man8/refgate-pre-receive.8 man8/refgate-update.8 \
	man8/refgate-post-receive.8; do
	ok "$page is installed" test -s "$share/man/$page"
done
(cd "$share/man" && mandoc -T ascii man1/git-refgate.1) >"$OUT" 2>&1
contains "$OUT" "REFGATE(1)" "the page is refgate(1)"
if command -v man >/dev/null 2>&1; then
	ln -s "$share" "$WORK/share" # MANPATH takes no colons
	like "$(MANPATH=$WORK/share/man man -w git-refgate 2>&1)" \
		'/share/man/man1/(git-)?refgate\.1$' "man finds it"
else
	skip "man" "it is not installed"
fi
done_testing
