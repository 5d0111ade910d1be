# Completes what is typed behind refgate and git refgate, in bash. What stands
# between BEGIN and END is written by `make manual`.
# shellcheck shell=bash

# BEGIN bash
_refgate_verbs='check template explain approve authorize policy replay import doctor
	log metrics report governed record'
_refgate_rules='annotated-tag approvals author change-size commit-date commit-form
	commit-message committer creation deletion file-content file-kinds
	file-size follow-up forbidden-content freeze frequency lifetime
	linear-history merge non-fast-forward paths push-certificate
	ref-name signature signed-off-by start-point tag-message
	tag-signature update version-order'
_refgate_policies='common default incident launch-week recapio release-tag runbook'

_refgate_verb() {
	case $1 in
	'check')
		options='--ref --policy --as --pre-push --format --color --help'
		kinds='refs'
		;;
	'template')
		options='--policy --format --help'
		kinds='refs'
		;;
	'explain')
		options='--as --policy --format --help'
		kinds='=override refs rules'
		;;
	'approve')
		options='--ref --withdraw --remote --repository --name --unsigned --format --help'
		kinds='refs'
		;;
	'authorize')
		options='--ref --rules --expires --reason --trailer --delete --remote --repository --name --format --help'
		kinds='refs'
		;;
	'policy')
		options='--help'
		kinds='=diff =import =lint =schema =show =test'
		;;
	'policy lint')
		options='--format --color --help'
		kinds='files policies'
		;;
	'policy show')
		options='--format --help'
		kinds='files policies'
		;;
	'policy diff')
		options='--format --help'
		kinds='files policies'
		;;
	'policy test')
		options='--filter --jobs --format --color --help'
		kinds='files policies'
		;;
	'policy schema')
		options='--format --help'
		kinds=''
		;;
	'policy import')
		options='--format --help'
		kinds='files'
		;;
	'replay')
		options='--ref --last --since --policy --log --format --help'
		kinds='files'
		;;
	'import')
		options='--for --format --help'
		kinds='=close =open =status files'
		;;
	'doctor')
		options='--all --sshd --no-push --format --color --help'
		kinds='files'
		;;
	'log')
		options='--since --until --repo --ref --user --rule --verdict --action --push --incident --approver --commit -n --last --format --color --file --identity-key -v --verbose --help'
		kinds='=anchor =verify files'
		;;
	'log verify')
		options='--anchors --key --file --store --format --color --help'
		kinds='files'
		;;
	'log anchor')
		options='--key --format --color --help'
		kinds='files'
		;;
	'metrics')
		options='--all -o --output --format --help'
		kinds='files'
		;;
	'report')
		options='-o --since --until --repo --title --anchors --key --help'
		kinds='files'
		;;
	'governed')
		options='--help'
		kinds='files'
		;;
	'record')
		options='--by --format --help'
		kinds='=installed =removed files'
		;;
	*) return 1 ;;
	esac
}

_refgate_takes() {
	case $1 in
	'check --ref') kinds='refs' ;;
	'check --policy') kinds='policies' ;;
	'check --as') kinds='' ;;
	'check --format') kinds='=human =json =sarif =junit' ;;
	'check --color') kinds='=auto =always =never' ;;
	'template --policy') kinds='policies' ;;
	'template --format') kinds='=human =json' ;;
	'explain --as') kinds='' ;;
	'explain --policy') kinds='policies' ;;
	'explain --format') kinds='=human =json =markdown' ;;
	'approve --ref') kinds='refs' ;;
	'approve --remote') kinds='' ;;
	'approve --repository') kinds='' ;;
	'approve --name') kinds='' ;;
	'approve --format') kinds='=human =json' ;;
	'authorize --ref') kinds='refs' ;;
	'authorize --rules') kinds='ids' ;;
	'authorize --expires') kinds='' ;;
	'authorize --reason') kinds='' ;;
	'authorize --trailer') kinds='' ;;
	'authorize --remote') kinds='' ;;
	'authorize --repository') kinds='' ;;
	'authorize --name') kinds='' ;;
	'authorize --format') kinds='=human =json' ;;
	'policy lint --format') kinds='=human =json' ;;
	'policy lint --color') kinds='=auto =always =never' ;;
	'policy show --format') kinds='=human =json' ;;
	'policy diff --format') kinds='=human =json' ;;
	'policy test --filter') kinds='' ;;
	'policy test --jobs') kinds='' ;;
	'policy test --format') kinds='=human =tap =junit =json' ;;
	'policy test --color') kinds='=auto =always =never' ;;
	'policy schema --format') kinds='=human =json' ;;
	'policy import --format') kinds='=human =json' ;;
	'replay --ref') kinds='refs' ;;
	'replay --last') kinds='' ;;
	'replay --since') kinds='' ;;
	'replay --policy') kinds='policies' ;;
	'replay --format') kinds='=human =json =html' ;;
	'import --for') kinds='' ;;
	'import --format') kinds='=human =json' ;;
	'doctor --all') kinds='files' ;;
	'doctor --sshd') kinds='files' ;;
	'doctor --format') kinds='=human =json' ;;
	'doctor --color') kinds='=auto =always =never' ;;
	'log --since') kinds='' ;;
	'log --until') kinds='' ;;
	'log --repo') kinds='' ;;
	'log --ref') kinds='refs' ;;
	'log --user') kinds='' ;;
	'log --rule') kinds='rules' ;;
	'log --verdict') kinds='' ;;
	'log --action') kinds='' ;;
	'log --push') kinds='' ;;
	'log --incident') kinds='' ;;
	'log --approver') kinds='' ;;
	'log --commit') kinds='' ;;
	'log -n' | 'log --last') kinds='' ;;
	'log --format') kinds='=human =json =csv' ;;
	'log --color') kinds='=auto =always =never' ;;
	'log --file') kinds='files' ;;
	'log --identity-key') kinds='files' ;;
	'log verify --anchors') kinds='files' ;;
	'log verify --key') kinds='files' ;;
	'log verify --file') kinds='files' ;;
	'log verify --format') kinds='=human =json' ;;
	'log verify --color') kinds='=auto =always =never' ;;
	'log anchor --key') kinds='files' ;;
	'log anchor --format') kinds='=human =json' ;;
	'log anchor --color') kinds='=auto =always =never' ;;
	'metrics --all') kinds='files' ;;
	'metrics -o' | 'metrics --output') kinds='files' ;;
	'metrics --format') kinds='=human =json' ;;
	'report -o') kinds='files' ;;
	'report --since') kinds='' ;;
	'report --until') kinds='' ;;
	'report --repo') kinds='' ;;
	'report --title') kinds='' ;;
	'report --anchors') kinds='files' ;;
	'report --key') kinds='files' ;;
	'record --by') kinds='' ;;
	'record --format') kinds='=human =json' ;;
	*) return 1 ;;
	esac
}
# END bash

_refgate_words() {
	local word
	while IFS= read -r word; do
		COMPREPLY+=("$word")
	done < <(compgen -W "$1" -- "$current")
}

_refgate_files() {
	local word
	compopt -o filenames 2>/dev/null
	while IFS= read -r word; do
		COMPREPLY+=("$word")
	done < <(compgen -f -- "$current")
}

# Of a list with commas the last one is completed.
_refgate_ids() {
	local before='' word
	case $current in
	*,*) before=${current%,*}, ;;
	esac
	for word in all $_refgate_rules; do
		case $before$word in
		"$current"*) COMPREPLY+=("$before$word") ;;
		esac
	done
}

# _refgate_expand KIND...: words of these kinds, or behind "=" a word itself
_refgate_expand() {
	local kind
	for kind in "$@"; do
		case $kind in
		=*) _refgate_words "${kind#=}" ;;
		files) _refgate_files ;;
		rules) _refgate_words "$_refgate_rules" ;;
		ids) _refgate_ids ;;
		policies)
			_refgate_words "$_refgate_policies"
			_refgate_files
			;;
		refs)
			_refgate_words "$(git for-each-ref \
				--format='%(refname:short)' refs/heads \
				refs/tags refs/remotes 2>/dev/null)"
			;;
		esac
	done
}

# _refgate_at FIRST: the words before FIRST are the command's name
_refgate_at() {
	local current=${COMP_WORDS[COMP_CWORD]}
	local previous=${COMP_WORDS[COMP_CWORD - 1]}
	local verb=${COMP_WORDS[$1]} options='' kinds=''
	COMPREPLY=()
	if test "$COMP_CWORD" -eq "$1"; then
		_refgate_words "$_refgate_verbs --help --version"
		return
	fi
	if test "$COMP_CWORD" -gt $(($1 + 1)) &&
		_refgate_verb "$verb ${COMP_WORDS[$1 + 1]}"; then
		verb="$verb ${COMP_WORDS[$1 + 1]}"
	elif ! _refgate_verb "$verb"; then
		return
	fi
	if test "$current" = =; then
		current=''
	elif test "$previous" = =; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if _refgate_takes "$verb $previous"; then
		# words that stand in $kinds are split on purpose
		# shellcheck disable=SC2086
		_refgate_expand $kinds
		return
	fi
	case $current in
	-*) _refgate_words "$options" ;;
	*)
		# shellcheck disable=SC2086
		_refgate_expand $kinds
		;;
	esac
}

_refgate() {
	_refgate_at 1
}

# git's own completion asks this one.
_git_refgate() {
	_refgate_at 2
}

complete -F _refgate refgate git-refgate
