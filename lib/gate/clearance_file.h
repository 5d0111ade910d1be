/*
 * clearance_file.h - clearances as files: their names and how one is read.
 * For lib/gate/clearance*.c only.
 */
#ifndef REFGATE_GATE_CLEARANCE_FILE_H
#define REFGATE_GATE_CLEARANCE_FILE_H

#include "gate/clearance.h"

#include <sys/stat.h>

/* Folders below the repository's. */
extern const char clearance_left[];
extern const char clearance_landing[];
extern const char clearance_taken[];
extern const char clearance_late[];

/*
 * Twins but for the first lie in a folder of their own: most updates have
 * none, and so nobody has to look for each of them.
 */
#define CLEARANCE_TWINS_FOLDER ".twins"

/* *out: the folder that such a twin lies in, in the repository. */
void clearance_folder(struct buf *out, const char *git_dir, const char *dir,
		      bool is_twin);
void clearance_path(struct buf *out, const char *git_dir, const char *dir,
		    const struct cleared_ref *ref, unsigned twin);
/*
 * The numbers of the twins in that folder, the last one moved there first:
 * an older one may be of a push that was cut short. On failure *count is
 * that of those that were found before it.
 */
int clearance_twins(unsigned twins[CLEARANCE_TWINS_MAX], size_t *count,
		    const char *git_dir, const char *dir,
		    const struct cleared_ref *ref, struct error *error);
/*
 * Reads one if it belongs to the push (NULL: to any). ERROR_NOT_FOUND, also
 * where it belongs to another.
 */
int clearance_read(struct clearance *out, const char *path, const char *push_id,
		   struct arena *arena, struct stat *info, struct error *error);
/*
 * Makes clearance_folder(), as open as the landing's. False: errno says why
 * not.
 */
bool clearance_make_folder(const char *git_dir, const char *dir, bool is_twin);
/* Removes the files of that folder that are older than they may be. */
void clearance_sweep(const char *git_dir, const char *dir);

#endif
