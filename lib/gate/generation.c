/* generation.c - see generation.h. */
#include "gate/generation.h"

#include "gate/tracked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLICY_NAME "policy"
#define SNAPSHOT_NAME "snapshot"
#define NUMBER_DIGITS_MAX 18

static const char *const policy_keys[GATE_POLICIES_MAX] = { "policy", "floor" };

int generation_read(struct generation *out, struct repo *repo,
		    struct arena *arena, struct error *error)
{
	int result = memory_read(&out->text, repo, POLICY_NAME, arena, error);

	return result == ERROR_NOT_FOUND ? 0 : result;
}

int generation_read_snapshot(struct generation *generation, struct repo *repo,
			     struct error *error)
{
	struct oid id;

	if (generation->blob.handle)
		return 0;
	if (memory_get_id(generation->text, SNAPSHOT_NAME, &id) &&
	    !object_read(&generation->blob, repo, &id, SNAPSHOT_SIZE_MAX,
			 error) &&
	    generation->blob.type == OBJECT_BLOB &&
	    snapshot_read(&generation->snapshot, generation->blob.data))
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "the gate's memory " MEMORY_PREFIX SNAPSHOT_NAME
			 " cannot be read");
}

void generation_release(struct generation *generation)
{
	object_release(&generation->blob);
}

bool generation_exists(const struct generation *generation)
{
	return generation->text.size > 0;
}

/* All of the text that says which policies they are. */
static void add_policies(struct buf *out, const struct setup *setup)
{
	for (size_t i = 0; i < setup->policy_count; i++)
		memory_add(out, policy_keys[i],
			   str_of(setup->policies[i]->hash));
	if (setup->default_ref)
		memory_add(out, "head", str_of(setup->default_ref));
}

int generation_is_of(const struct generation *generation,
		     const struct setup *setup, struct error *error)
{
	struct buf text = BUF_INIT;
	int result;

	add_policies(&text, setup);
	buf_add_text(&text, "time ");
	result = buf_failed(&text) ?
			 error_no_memory(error) :
			 str_starts(generation->text, buf_text(&text));
	buf_release(&text);
	return result;
}

/* NULL: there was none, or what stands there is no hash. */
static const char *hash_of(const struct generation *before, const char *key,
			   struct arena *arena)
{
	unsigned char digest[SHA256_SIZE];
	struct str hex;

	if (!memory_get(before->text, key, &hex) ||
	    hex.size != SHA256_HEX_SIZE || !hex_decode(hex, digest))
		return NULL;
	return arena_copy(arena, hex);
}

static bool is_changed(const struct generation *before,
		       const struct setup *setup, size_t index)
{
	struct str was;
	bool had = memory_get(before->text, policy_keys[index], &was);
	bool has = index < setup->policy_count;

	return had != has ||
	       (has && !str_is(was, setup->policies[index]->hash));
}

const char *generation_change(const struct generation *before,
			      const struct setup *setup, struct arena *arena)
{
	bool policy = is_changed(before, setup, 0);
	bool floor = is_changed(before, setup, 1);
	struct str head = { NULL, 0 };

	if (policy || floor)
		return policy && floor ? "the policy and the floor are others" :
		       policy	       ? "the policy is another" :
					 "the floor is another";
	memory_get(before->text, "head", &head);
	return arena_printf(arena, "HEAD names %s, and no longer %.*s",
			    setup->default_ref ? setup->default_ref :
						 "no branch",
			    STR_ARGS(head.size ? head : STR("no branch")));
}

const char *generation_was(const struct generation *before,
			   const struct setup *setup, struct arena *arena)
{
	static const char *const members[] = { "policy_was", "floor_was" };
	struct buf text = BUF_INIT;
	const char *copy;

	for (size_t i = 0; i < GATE_POLICIES_MAX; i++) {
		const char *hash = hash_of(before, policy_keys[i], arena);

		if (hash && (i == 0 || is_changed(before, setup, i)))
			buf_addf(&text, ",\"%s\":\"sha256:%s\"", members[i],
				 hash);
	}
	copy = buf_failed(&text) ? NULL : arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static int64_t number_after(const struct generation *before)
{
	struct str digits = { NULL, 0 };
	int64_t number = 0;

	memory_get(before->text, "generation", &digits);
	for (size_t i = 0; i < digits.size && i < NUMBER_DIGITS_MAX; i++)
		if (digits.data[i] >= '0' && digits.data[i] <= '9')
			number = number * 10 + (digits.data[i] - '0');
	return number + 1;
}

static int list_governed(struct tracked_list *list, struct buf *text,
			 const struct setup *setup, struct repo *repo,
			 struct error *error)
{
	int result = 0;

	snapshot_begin(text);
	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		for (size_t j = 0; !result && j < policy->ruleset_count; j++) {
			const struct ruleset *ruleset = &policy->rulesets[j];

			if (ruleset->enforcement == ENFORCE_DISABLED)
				continue;
			snapshot_add_ruleset(text, &ruleset->refs.fixed);
			result = tracked_add_matching(
				list, repo, &ruleset->refs.fixed, error);
		}
	}
	tracked_finish(list);
	return result;
}

static int store_snapshot(struct oid *out, const struct setup *setup,
			  struct repo *repo, struct arena *arena,
			  struct error *error)
{
	struct tracked_list list = { .arena = arena };
	struct buf text = BUF_INIT;
	int result = list_governed(&list, &text, setup, repo, error);

	snapshot_end_rulesets(&text);
	for (size_t i = 0; i < list.count; i++)
		snapshot_add_ref(&text, list.items[i].name,
				 &list.items[i].found);
	if (!result && buf_failed(&text))
		result = error_no_memory(error);
	if (!result)
		result = memory_store_large(out, setup->git_dir, buf_str(&text),
					    SNAPSHOT_SIZE_MAX, error);
	buf_release(&text);
	tracked_release(&list);
	return result;
}

static int store_policy(struct oid *out, const struct setup *setup,
			const struct generation *before,
			const struct oid *snapshot, struct error *error)
{
	char number[NUMBER_DIGITS_MAX + 3];
	struct buf text = BUF_INIT;
	int result;

	add_policies(&text, setup);
	memory_add_time(&text, "time", clock_now() / USEC_PER_SECOND);
	snprintf(number, sizeof(number), "%lld",
		 (long long)number_after(before));
	memory_add(&text, "generation", str_of(number));
	memory_add_id(&text, SNAPSHOT_NAME, snapshot);
	result = buf_failed(&text) ? error_no_memory(error) :
				     memory_store(out, setup->git_dir,
						  buf_str(&text), error);
	buf_release(&text);
	return result;
}

struct old_names {
	struct arena *arena;
	const char *current; /* "value/<generation>/" */
	const char **items;  /* heap */
	size_t count, capacity;
};

static int add_old(const char *name, const struct oid *id, void *context)
{
	struct old_names *names = context;
	const char **place;

	(void)id;
	if (str_starts(str_of(name), names->current))
		return 0;
	place = array_more(&names->items, names->count, &names->capacity,
			   sizeof(*place));
	if (!place)
		return ERROR_INTERNAL;
	*place = arena_copy(names->arena, str_of(name));
	names->count += *place != NULL;
	return 0;
}

/* All values but those that begin like this. */
static int forget_values(const struct value_store *store, struct repo *repo,
			 const char *but, struct error *error)
{
	struct old_names names = { .arena = store->arena, .current = but };
	int result = memory_each_name(repo, VALUE_PREFIX, store->arena, add_old,
				      &names, error);

	if (!result && names.count)
		result = memory_forget_files(store->git_dir, names.items,
					     names.count, error);
	free(names.items);
	return result;
}

/* What is left of it does no harm: nobody finds it. */
static void forget_old(const struct value_store *store, struct repo *repo)
{
	char *current = arena_printf(store->arena, VALUE_PREFIX "%s/",
				     store->generation);
	struct error ignored;

	value_ask_sweep(store->git_dir, store->arena);
	if (current)
		(void)forget_values(store, repo, current, &ignored);
}

/* The policy's name comes last: before it, all is as it was. */
int generation_begin(struct value_store *store, const struct setup *setup,
		     const struct generation *before, struct repo *repo,
		     struct error *error)
{
	const char *git_dir = setup->git_dir;
	struct oid snapshot;
	struct oid policy;
	struct oid deleted;
	int result =
		store_snapshot(&snapshot, setup, repo, store->arena, error);

	if (!result)
		result = memory_store(&deleted, git_dir,
				      str_of(memory_deleted_text), error);
	if (!result)
		result = store_policy(&policy, setup, before, &snapshot, error);
	if (!result)
		result = memory_put(git_dir, SNAPSHOT_NAME, &snapshot, false,
				    error);
	if (!result)
		result =
			memory_put(git_dir, POLICY_NAME, &policy, false, error);
	if (!result)
		result = value_mark(store, &policy, error);
	if (result)
		return result;
	value_generation(store->generation, &policy);
	forget_old(store, repo);
	return 0;
}

int generation_end(struct value_store *store, struct repo *repo,
		   struct error *error)
{
	static const char *const names[] = { POLICY_NAME, SNAPSHOT_NAME };
	int result = memory_forget(store->git_dir, names, 2, error);

	store->generation[0] = '\0';
	if (result >= 0)
		result = forget_values(store, repo, MEMORY_PREFIX, error);
	return result ? result :
			memory_sweep(store->git_dir, VALUE_PREFIX,
				     MEMORY_PREFIX, error);
}
