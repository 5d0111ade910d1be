#!/bin/sh
# The hooks take no more instructions than the table instructions.tsv has them
# take, a twentieth aside: see instructions.py.
exec python3 -B tests/bench/instructions.py check "$REFGATE_ROOT" \
	"$REFGATE_BUILD"
