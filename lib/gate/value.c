/* value.c - see value.h. Never decides what a value means. */
#include "gate/value.h"

#include "base/file.h"
#include "git/common_dir.h"
#include "git/memory.h"
#include "git/ref_value.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "refgate"
#define FILE_NAME FOLDER "/values"
#define GROUP_BITS 0070
#define TRIES 8

static int failed(struct error *error)
{
	return error_set_errno(error, ERROR_BROKEN,
			       "the gate's memory cannot be locked");
}

static int make_folder(const char *git_dir, mode_t mode, struct error *error)
{
	struct buf path = BUF_INIT;
	int result;

	buf_addf(&path, "%s/" FOLDER, git_dir);
	result = buf_failed(&path) ?
			 error_no_memory(error) :
			 file_make_directories(buf_text(&path),
					       mode & GROUP_BITS ? 02770 : 0700,
					       error);
	buf_release(&path);
	return result;
}

/* The umask may take more than the mode leaves. */
static int open_file(int *fd, const char *path, mode_t mode)
{
	const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;

	*fd = open(path, flags);
	if (*fd >= 0 || errno != ENOENT)
		return *fd;
	*fd = open(path, flags | O_CREAT | O_EXCL, mode);
	if (*fd >= 0)
		return fchmod(*fd, mode);
	if (errno == EEXIST)
		*fd = open(path, flags);
	return *fd;
}

static int open_lock(struct value_store *store, const char *path, mode_t mode,
		     struct error *error)
{
	int result = 0;

	if (open_file(&store->lock, path, mode) < 0 && errno == ENOENT) {
		result = make_folder(store->git_dir, mode, error);
		errno = ENOENT;
		if (!result)
			open_file(&store->lock, path, mode);
	}
	return !result && store->lock < 0 ? failed(error) : result;
}

static bool is_gone(int fd)
{
	struct stat info;

	return !fstat(fd, &info) && !info.st_nlink;
}

/* Whoever removed the file meanwhile has left us a lock of nothing: again. */
static int take_lock(struct value_store *store, mode_t mode,
		     struct error *error)
{
	char *path =
		arena_printf(store->arena, "%s/" FILE_NAME, store->git_dir);
	int result = path ? 0 : error_no_memory(error);

	for (int i = 0; !result && i < TRIES; i++) {
		result = open_lock(store, path, mode, error);
		if (!result)
			result = fd_lock(store->lock, "the gate's memory",
					 VALUE_LOCK_SECONDS, error);
		if (result || !is_gone(store->lock))
			return result;
		value_unlock(store);
	}
	return result ? result :
			error_set(error, ERROR_BROKEN,
				  "the lock of the gate's memory does not "
				  "stay");
}

static int read_mark(struct value_store *store, struct error *error)
{
	char text[OID_HEX_SIZE + 1];
	ssize_t size = pread(store->lock, text, sizeof(text), 0);
	struct str hex = { text, size < 0 ? 0 : (size_t)size };

	if (size < 0)
		return failed(error);
	store->is_known = hex.size > 0;
	store->is_swept = hex.size <= OID_HEX_SIZE;
	/* one that is torn says as much: there was one */
	oid_parse(&store->known, str_first(hex, OID_HEX_SIZE));
	return 0;
}

static int read_generation(struct value_store *store, struct error *error)
{
	struct oid policy;
	int found = ref_value_find(&policy, store->common_dir,
				   MEMORY_PREFIX "policy", store->arena, error);

	store->generation[0] = '\0';
	if (found == 1 && !memory_is_forgotten(&policy))
		value_generation(store->generation, &policy);
	return found < 0 ? found : 0;
}

int value_lock(struct value_store *out, const char *git_dir, mode_t mode,
	       struct arena *arena, struct error *error)
{
	int result;

	*out = (struct value_store){ .git_dir = git_dir,
				     .arena = arena,
				     .lock = -1 };
	result = common_dir_find(&out->common_dir, git_dir, arena, error);
	if (!result)
		result = take_lock(out, mode, error);
	if (!result)
		result = read_mark(out, error);
	if (!result)
		result = read_generation(out, error);
	if (result)
		value_unlock(out);
	return result;
}

void value_unlock(struct value_store *store)
{
	if (store->lock >= 0)
		close(store->lock);
	store->lock = -1;
}

void value_generation(char *out, const struct oid *policy)
{
	char hex[OID_HEX_SIZE + 1];

	oid_format(policy, hex);
	memcpy(out, hex, VALUE_GENERATION_SIZE);
	out[VALUE_GENERATION_SIZE] = '\0';
}

const char *value_name(const char *generation, const char *ref,
		       struct arena *arena)
{
	char *before = arena_printf(arena, VALUE_PREFIX "%s/", generation);

	return before ? memory_name(arena, before, str_of(ref)) : NULL;
}

/* Zero: it is not there, or a symbolic ref by now. */
static int read_value(struct oid *out, const struct value_store *store,
		      const char *ref, struct error *error)
{
	const char *real = NULL;
	int found = ref_value_name(&real, store->common_dir, ref, store->arena,
				   error);

	if (!found && !strcmp(real, ref))
		found = ref_value_find(out, store->common_dir, ref,
				       store->arena, error);
	if (found != 1)
		*out = (struct oid){ { 0 } };
	return found < 0 ? found : 0;
}

/* Zero stands for a ref that is gone. */
static const struct oid *recorded_as(const struct oid *value)
{
	return oid_is_zero(value) ? &memory_deleted : value;
}

static int fill_entry(struct memory_entry *out, const struct value_store *store,
		      const char *ref, const struct oid *value,
		      struct error *error)
{
	*out = (struct memory_entry){
		.name = value_name(store->generation, ref, store->arena),
		.id = *recorded_as(value),
		.is_value = true,
		.may_be_tag = !str_starts(str_of(ref), "refs/heads/"),
	};
	return out->name ? 1 : error_no_memory(error);
}

int value_entry(struct memory_entry *out, const struct value_store *store,
		const char *ref, const struct oid *value, struct error *error)
{
	struct oid now;
	int result;

	if (!store->generation[0])
		return 0;
	result = read_value(&now, store, ref, error);
	if (result || !oid_equal(&now, value))
		return result;
	return fill_entry(out, store, ref, value, error);
}

int value_entry_missed(struct memory_entry *out,
		       const struct value_store *store, const char *ref,
		       const struct oid *old, const struct oid *landed,
		       struct error *error)
{
	struct oid recorded;
	const char *path;
	int result = value_entry(out, store, ref, landed, error);

	if (result || !store->generation[0])
		return result;
	result = fill_entry(out, store, ref, landed, error);
	if (result != 1)
		return result;
	path = arena_printf(store->arena, MEMORY_PREFIX "%s", out->name);
	if (!path)
		return error_no_memory(error);
	result = ref_value_find(&recorded, store->common_dir, path,
				store->arena, error);
	return result == 1 ? oid_equal(&recorded, recorded_as(old)) : result;
}

int value_put(const struct value_store *store, const char *ref,
	      const struct oid *value, struct error *error)
{
	struct memory_entry entry;
	int result = value_entry(&entry, store, ref, value, error);

	return result == 1 ? memory_put_value(store->git_dir, entry.name,
					      &entry.id, error) :
			     result;
}

int value_put_pushed(const struct value_store *store, const char *ref,
		     const struct oid *value, struct error *error)
{
	const char *real = NULL;
	int result = ref_value_name(&real, store->common_dir, ref, store->arena,
				    error);

	return result ? result : value_put(store, real, value, error);
}

int value_mark(const struct value_store *store, const struct oid *policy,
	       struct error *error)
{
	char hex[OID_HEX_SIZE + 1];

	oid_format(policy, hex);
	if (pwrite(store->lock, hex, OID_HEX_SIZE, 0) != OID_HEX_SIZE)
		return failed(error);
	return 0;
}

/* Behind what is known, and nothing where that is not. */
void value_ask_sweep(const char *git_dir, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/" FILE_NAME, git_dir);
	struct stat info;
	int fd = path ? open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW) : -1;

	if (fd < 0)
		return;
	if (!fstat(fd, &info) && info.st_size == OID_HEX_SIZE)
		(void)!pwrite(fd, "\n", 1, OID_HEX_SIZE);
	close(fd);
}

void value_sweep(const struct value_store *store)
{
	struct error ignored = { 0 };
	const char *current;

	if (store->is_swept || !store->generation[0])
		return;
	current = arena_printf(store->arena, VALUE_PREFIX "%s/",
			       store->generation);
	if (current &&
	    !memory_sweep(store->git_dir, VALUE_PREFIX, current, &ignored))
		(void)!ftruncate(store->lock, OID_HEX_SIZE);
}

void value_forget(const struct value_store *store)
{
	char *path =
		arena_printf(store->arena, "%s/" FILE_NAME, store->git_dir);

	if (path)
		unlink(path);
}
