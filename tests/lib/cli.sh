# shellcheck shell=sh disable=SC2034
# Asks the command, and looks at its answer. Source it after push.sh:
#
#   cli STATUS ARGUMENT...  an assertion: refgate ends so; the output is in the
#                           files $OUT and $ERR. With $cli_verb it is that verb
#                           of refgate that gets the arguments
OUT=$WORK/out
ERR=$WORK/err
cli_verb=

cli() {
	cli_wanted=$1
	shift
	refgate ${cli_verb:+"$cli_verb"} "$@" >"$OUT" 2>"$ERR" </dev/null
	is $? "$cli_wanted" "exit status of ${cli_verb:-refgate} $*"
}
