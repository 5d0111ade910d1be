#!/bin/sh
# Random repositories, asked of refgate and of git. SEED and REPOSITORIES
# choose which; `make test-differential` is for long runs.
exec python3 -B "${REFGATE_SRC:-.}/tests/differential/driver.py" \
	--seed "${SEED:-1}" --repositories "${REPOSITORIES:-300}"
