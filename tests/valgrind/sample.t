#!/bin/sh
# A few units and pushes under valgrind; `make test-valgrind` runs them all.
case ${REFGATE_BUILD:-build/test} in
*/sanitize | */coverage) echo "1..0 # SKIP not of instrumented programs"; exit ;;
esac
exec sh tests/valgrind/run.sh test_armor test_arena test_sshsig test_tree \
	test_openpgp_packet test_config tests/rules/creation.t
