#!/bin/sh
# What the rules about signatures say of wrong options: each policy in
# tests/rules/signature has its answer beside it, byte for byte. With
# REFGATE_UPDATE_GOLDEN=1 the answers are written anew.
# rules: signature tag-signature push-certificate
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

cd "$REFGATE_SRC" || die "no $REFGATE_SRC"
for policy in tests/rules/signature/*.yml; do
	name=$(basename "$policy" .yml)
	wanted=${policy%.yml}.err
	refgate policy lint "$policy" >"$push_base/got" 2>&1
	is $? 2 "$name: a policy error"
	test -z "${REFGATE_UPDATE_GOLDEN:-}" || cp "$push_base/got" "$wanted"
	same_file "$push_base/got" "$wanted" "$name: its words"
done

done_testing
