/* record_clearance.c - see record_clearance.h. Never judges. */
#include "gate/record_clearance.h"

#include "audit/mask.h"
#include "gate/record_log.h"

_Static_assert(CLEARANCE_LOGS_MAX >= RECORD_LOGS_MAX, "room for each log");

static int list_files(struct clearance *clearance, const struct setup *setup,
		      struct arena *arena, struct error *error)
{
	struct clearance_file *files;
	size_t count = 0;

	for (size_t i = 0; i < setup->policy_count; i++)
		count += setup->policies[i]->file_count;
	files = arena_alloc(arena, (count + 1) * sizeof(*files));
	if (!files)
		return error_no_memory(error);
	for (size_t i = 0; i < setup->policy_count; i++)
		for (size_t j = 0; j < setup->policies[i]->file_count; j++) {
			const struct policy_file *file =
				&setup->policies[i]->files[j];

			files[clearance->file_count++] =
				(struct clearance_file){ file->path,
							 file->sha256 };
		}
	clearance->files = files;
	return 0;
}

/* What the log will say of what lands. */
static void add_words(struct buf *out, const struct cleared_ref *refs,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_add_str(out, refs[i].name);
		buf_add_byte(out, ' ');
		if (refs[i].incident)
			buf_add_text(out, refs[i].incident);
		buf_add_byte(out, ' ');
		if (refs[i].facts)
			buf_add_text(out, refs[i].facts);
		buf_add_byte(out, ' ');
	}
}

/* Whom the policies know, and who made what comes in. */
static const char **all_people(const struct log_options *log,
			       const struct event *event, struct arena *arena)
{
	size_t count = log->people_count + event->people_count;
	const char **all = arena_alloc(arena, (count + 1) * sizeof(*all));

	for (size_t i = 0; all && i < count; i++)
		all[i] = i < log->people_count ?
				 log->people[i] :
				 event->people[i - log->people_count];
	return all;
}

/* Of all of them those that a record can name. */
static int list_people(struct clearance *clearance,
		       const struct log_options *log, const struct event *event,
		       const struct cleared_ref *refs, size_t count,
		       struct arena *arena, struct error *error)
{
	size_t all_count = log->people_count + event->people_count;
	const char **all = all_people(log, event, arena);
	const char **people =
		arena_alloc(arena, (all_count + 1) * sizeof(*people));
	struct buf words = BUF_INIT;
	int result = all && people ? 0 : error_no_memory(error);

	add_words(&words, refs, count);
	if (!result && buf_failed(&words))
		result = error_no_memory(error);
	if (!result) {
		clearance->people_count =
			mask_find(people, all, all_count, buf_str(&words));
		clearance->people = people;
	}
	buf_release(&words);
	return result;
}

static int list_logs(struct clearance *clearance, const struct setup *setup,
		     const char *git_dir, const struct event *event,
		     const struct cleared_ref *refs, size_t count,
		     struct arena *arena, struct error *error)
{
	struct record_logs logs;
	int result = record_logs_of(&logs, setup, git_dir, arena, error);

	for (size_t i = 0; !result && i < logs.count; i++) {
		clearance->logs[clearance->log_count++] = logs.items[i];
		/* any two know the same people */
		if (logs.items[i].identity_key && !clearance->people)
			result = list_people(clearance, &logs.items[i], event,
					     refs, count, arena, error);
	}
	return result;
}

int record_clearance(struct clearance *out, const struct setup *setup,
		     const char *git_dir, const struct event *event,
		     const struct cleared_ref *refs, size_t count,
		     struct arena *arena, struct error *error)
{
	int result;

	*out = (struct clearance){
		.push_id = event->push_id,
		.policy_hash = event->policy_hash,
		.repository = event->repository,
		.mode = event->mode,
		.identity_source = event->identity_source,
		.user_name = event->user_name,
		.user_email = event->user_email,
		.source_ip = event->source_ip,
		.protocol = event->protocol,
	};
	result = list_logs(out, setup, git_dir, event, refs, count, arena,
			   error);
	return result ? result : list_files(out, setup, arena, error);
}
