/*
 * file.h - whole files in and out, with limits, whole writes and durability.
 */
#ifndef REFGATE_BASE_FILE_H
#define REFGATE_BASE_FILE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"

#include <sys/stat.h>

/*
 * Appends the file to `out`. ERROR_NOT_FOUND if there is none, ERROR_LIMIT
 * if it is larger than `limit` bytes. `info` (may be NULL) gets fstat(2) of
 * the very file that was read.
 */
int file_read(struct buf *out, const char *path, size_t limit,
	      struct stat *info, struct error *error);
/* Its SHA-256, as digits. The same errors; nothing is kept of the file. */
int file_hash(char out[SHA256_HEX_SIZE + 1], const char *path, size_t limit,
	      struct stat *info, struct error *error);
/* Reads a descriptor to its end. */
int fd_read_all(struct buf *out, int fd, size_t limit, struct error *error);
/* write(2) until all is written or it fails. Retries EINTR. */
int fd_write_all(int fd, struct str data, struct error *error);
/* Creates the file with O_EXCL; *exists tells a name that was taken. */
int file_create(const char *path, struct str data, mode_t mode, bool *exists,
		struct error *error);
/*
 * The file as a whole or what was there before, also after a crash; made
 * beside it. The umask takes its share of `mode`. ERROR_USAGE: nothing can be
 * made there.
 */
int file_replace(const char *path, struct str data, mode_t mode,
		 struct error *error);
/* Or a link to one. */
bool file_is_directory(const char *path);
/*
 * flock(2), exclusive. ERROR_BROKEN, which calls the file `what`: it cannot
 * be, or somebody else had it for so many seconds.
 */
int fd_lock(int fd, const char *what, int seconds, struct error *error);
/*
 * fsync(2). What cannot be synced, as a folder on some file systems, is no
 * failure. False: it failed, errno says how.
 */
bool fd_sync(int fd);
/*
 * Has what was written on its way before what comes after it: where the file
 * is renamed then, a crash leaves the old file or the whole new one. Which one
 * is not said: on ext4 and XFS it does not wait for the journal, as fsync(2)
 * does, which it is on any other file system. False: it failed.
 */
bool fd_settle(int fd);
/* The same of a file that somebody else has written. */
bool file_settle(const char *path);
/* Begins that, for whoever settles it later to find it done. */
void fd_begin_to_settle(int fd);
/* fsync(2) of the folder: a name made or taken away outlives a crash, too. */
int file_sync_directory_of(const char *path, struct error *error);
/*
 * mkdir(2) for each level that is missing. A mode with S_ISGID is for a group
 * to share: it is given whatever the umask.
 */
int file_make_directories(const char *path, mode_t mode, struct error *error);

#endif
