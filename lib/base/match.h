/*
 * match.h - the three answers of everything that judges. Broken refuses.
 */
#ifndef REFGATE_BASE_MATCH_H
#define REFGATE_BASE_MATCH_H

enum match {
	MATCH_BROKEN = -1,
	MATCH_NO = 0,
	MATCH_YES = 1,
};

#endif
