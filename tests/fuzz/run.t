#!/bin/sh
# Every fuzz target runs for a second or $REFGATE_FUZZ_RUNS inputs from its
# corpus without a finding, and one that finds something makes the run fail.
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

cd "${REFGATE_SRC:-.}" || exit 1
out=${REFGATE_TREE:-build}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

ok "the targets are built" sh tests/fuzz/build.sh . "$out"
REFGATE_FUZZ_SEED=${REFGATE_FUZZ_SEED:-1}
REFGATE_FUZZ_RUNS=${REFGATE_FUZZ_RUNS:-5000}
export REFGATE_FUZZ_SEED REFGATE_FUZZ_RUNS
sh tests/fuzz/run.sh "$out/fuzz" 1 >"$scratch/said" 2>&1
is "$?" 0 "no target finds anything"
sed 's/^/# /' "$scratch/said"
is "$(grep -c ' [1-9][0-9]* executions' "$scratch/said")" \
	"$(find tests/fuzz/ -name 'fuzz_*.c' | wc -l)" "each of them ran"

# One that finds something at once.
mkdir -p "$scratch/tree/tests"
printf '#!/bin/sh\necho "ERROR: found"\nexit 77\n' \
	>"$scratch/tree/tests/fuzz_armor"
chmod +x "$scratch/tree/tests/fuzz_armor"
sh tests/fuzz/run.sh "$scratch/tree" 1 armor >"$scratch/said"
is "$?" 1 "a finding fails"
contains "$scratch/said" "ERROR: found" "and is told"
done_testing
