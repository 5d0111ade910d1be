/*
 * repair_files.h - ready-made repairs of what commits do to files.
 */
#ifndef REFGATE_RULES_REPAIR_FILES_H
#define REFGATE_RULES_REPAIR_FILES_H

#include "rules/repair.h"

/* Only the tip is to be amended: nothing is rebased. */
bool repair_is_at_tip(const struct repair_request *request);

/*
 * All work on the paths of the findings whose topic is one of `topics` (bits,
 * 1 << topic; 0: all), and leave the work tree's files alone where the tip
 * is amended.
 */
/* As the commit before has them: new ones leave the commits. */
void repair_take_out(struct repair *repair,
		     const struct repair_request *request, unsigned topics);
void repair_make_plain(struct repair *repair,
		       const struct repair_request *request, unsigned topics);
void repair_rename_files(struct repair *repair,
			 const struct repair_request *request, unsigned topics);

/* What the findings name is to be taken out of the files by hand. */
void repair_edit_files(struct repair *repair,
		       const struct repair_request *request);
/*
 * Something is to be written to `file` (a path, or a word in CAPITALS), on
 * the branch that lands if there is one.
 */
void repair_write_file(struct repair *repair,
		       const struct repair_request *request, const char *file);

#endif
