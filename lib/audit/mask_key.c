/*
 * mask_key.c - see mask_key.h. Never tells where the key lies: a pusher may
 * read the words.
 */
#include "audit/mask_key.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define BLOCK_SIZE 64 /* of SHA-256 */
#define INNER_PAD 0x36
#define OUTER_PAD 0x5c
#define KEY_DIGITS ((size_t)2 * MASK_KEY_SIZE)
#define KEY_TEXT_MAX (KEY_DIGITS + 1) /* with its LF */
#define OTHERS 0007
#define GROUP 0070
#define GROUP_CHANGES 0030

/* Whether only those know it who may. */
static bool is_private(const struct stat *info, mode_t mode)
{
	if (info->st_mode & OTHERS)
		return false;
	if (mode & GROUP)
		return true;
	return info->st_uid == geteuid() ? !(info->st_mode & GROUP) :
					   !(info->st_mode & GROUP_CHANGES);
}

static int parse(struct mask_key *out, struct str text, struct error *error)
{
	if (str_ends(text, "\n"))
		text.size--;
	if (text.size == KEY_DIGITS && hex_decode(text, out->bytes))
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "the key for hashed identities is not %zu hex digits",
			 KEY_DIGITS);
}

static int read_open(struct mask_key *out, int fd, mode_t mode,
		     struct error *error)
{
	struct buf text = BUF_INIT;
	struct stat info;
	int result;

	if (fstat(fd, &info))
		result = error_set_errno(error, ERROR_BROKEN,
					 "the key for hashed identities");
	else if (!S_ISREG(info.st_mode))
		result = error_set(error, ERROR_BROKEN,
				   "the key for hashed identities is no "
				   "regular file");
	else if (!is_private(&info, mode))
		result = error_set(error, ERROR_BROKEN,
				   "others may read the key for hashed "
				   "identities");
	else
		result = fd_read_all(&text, fd, KEY_TEXT_MAX, error);
	if (result == 0)
		result = parse(out, buf_str(&text), error);
	buf_release(&text);
	return result ? error->code = ERROR_BROKEN : 0;
}

int mask_key_read(struct mask_key *out, const char *path, mode_t mode,
		  struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct error own;
	int result;

	if (!error)
		error = &own;
	if (fd < 0)
		return error_set_errno(error,
				       errno == ENOENT || errno == ENOTDIR ?
					       ERROR_NOT_FOUND :
					       ERROR_BROKEN,
				       "the key for hashed identities cannot "
				       "be read");
	result = read_open(out, fd, mode, error);
	close(fd);
	return result;
}

static int make_text(struct buf *out, struct error *error)
{
	unsigned char bytes[MASK_KEY_SIZE];
	char hex[KEY_DIGITS + 1];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return error_set(error, ERROR_INTERNAL,
				 "no randomness for a key");
	hex_encode(bytes, sizeof(bytes), hex);
	buf_addf(out, "%s\n", hex);
	return buf_failed(out) ? error_no_memory(error) : 0;
}

/* Of two who come at once the first one's is there, and both read it. */
static int put(const char *fresh, const char *path, struct str text,
	       mode_t mode, struct error *error)
{
	int result = file_create(fresh, text, 0600, NULL, error);

	if (result)
		return result;
	if (chmod(fresh, mode) || (link(fresh, path) && errno != EEXIST))
		result = error_set_errno(error, ERROR_BROKEN, "cannot link");
	unlink(fresh);
	return result ? result : file_sync_directory_of(path, error);
}

static int make_folder(const char *path, mode_t mode, struct error *error)
{
	const char *slash = strrchr(path, '/');
	struct buf folder = BUF_INIT;
	int result = 0;

	if (slash && slash != path)
		buf_add(&folder, path, (size_t)(slash - path));
	if (buf_failed(&folder))
		result = error_no_memory(error);
	else if (folder.size && access(buf_text(&folder), F_OK))
		result = file_make_directories(
			buf_text(&folder), mode & GROUP ? 02770 : 0700, error);
	buf_release(&folder);
	return result;
}

static int make(const char *path, mode_t mode, struct error *error)
{
	struct buf fresh = BUF_INIT;
	struct buf text = BUF_INIT;
	struct error why = { 0 };
	char id[UUID_TEXT_SIZE];
	int result = make_text(&text, &why);

	if (result == 0 && !uuid7(id))
		result = error_set(&why, ERROR_INTERNAL, "no randomness");
	if (result == 0) {
		buf_addf(&fresh, "%s.%s", path, id);
		result = buf_failed(&fresh) ? error_no_memory(&why) :
					      make_folder(path, mode, &why);
	}
	if (result == 0)
		result =
			put(buf_text(&fresh), path, buf_str(&text), mode, &why);
	buf_release(&fresh);
	buf_release(&text);
	if (result == 0)
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "the key for hashed identities cannot be made");
}

int mask_key_open(struct mask_key *out, const char *path, mode_t mode,
		  struct error *error)
{
	int result = mask_key_read(out, path, mode, error);

	if (result != ERROR_NOT_FOUND)
		return result;
	result = make(path, mode, error);
	return result ? result : mask_key_read(out, path, mode, error);
}

static void add_padded(struct sha256 *hash, const struct mask_key *key,
		       unsigned char pad)
{
	unsigned char block[BLOCK_SIZE] = { 0 };

	memcpy(block, key->bytes, sizeof(key->bytes));
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= pad;
	sha256_add(hash, block, sizeof(block));
}

void mask_key_digest(const struct mask_key *key, struct str s, char *out,
		     size_t digits)
{
	unsigned char digest[SHA256_SIZE];
	struct sha256 hash;

	sha256_init(&hash);
	add_padded(&hash, key, INNER_PAD);
	sha256_add(&hash, s.data, s.size);
	sha256_final(&hash, digest);
	sha256_init(&hash);
	add_padded(&hash, key, OUTER_PAD);
	sha256_add(&hash, digest, sizeof(digest));
	sha256_final(&hash, digest);
	hex_encode(digest, digits / 2, out);
}
