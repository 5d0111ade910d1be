/*
 * anchor_text.h - the texts of anchors, for tables of them. For tests only.
 */
#ifndef REFGATE_TESTS_ANCHOR_TEXT_H
#define REFGATE_TESTS_ANCHOR_TEXT_H

#define CHAIN "01939a4e-0000-7000-8000-000000000001"
#define H16 "0123456789abcdef"
#define HASH H16 H16 H16 H16
#define TIME "2026-11-20T09:00:01.5Z"
#define OBJECT(chain, sequence, hash, time)                                   \
	"{\"refgate_anchor\":{\"chain\":\"" chain "\",\"sequence\":" sequence \
	",\"hash\":\"" hash "\",\"time\":\"" time "\"}"
#define GOOD OBJECT(CHAIN, "7", HASH, TIME)
/* Behind OBJECT(); without a seal it ends with "}". */
#define SEAL(signature) ",\"key\":\"k\",\"signature\":\"" signature "\"}"

#endif
