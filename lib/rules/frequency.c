/*
 * frequency.c - the rule frequency: more branches that land within a time
 * than were planned. Counts what the gate remembers, never what history or
 * the log has.
 */
#include "base/clock.h"
#include "git/memory.h"
#include "rules/fact.h"
#include "rules/memo.h"
#include "rules/repair.h"

#include <stdlib.h>
#include <string.h>

#define BRANCHES "refs/heads/"
#define MONTHS "month/"
#define DAY INT64_C(86400)
#define PER_MAX (366 * DAY)
#define ID_DIGITS 12
#define ROWS_SHOWN (FINDING_ROWS_MAX - 1)

struct frequency {
	int64_t max;
	int64_t per; /* seconds */
};

static const struct option options[] = {
	{ .key = "max",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct frequency, max),
	  .flags = OPTION_REQUIRED,
	  .min = 1,
	  .effect = EFFECT_BOUNDS,
	  .help = "how many branches may land in that time" },
	{ .key = "per",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct frequency, per),
	  .flags = OPTION_REQUIRED,
	  .min = 1,
	  .max = PER_MAX,
	  .effect = EFFECT_TIGHTENS,
	  .help = "the time, back from the landing that is judged" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct frequency) };

struct landed {
	struct str branch; /* full name */
	struct oid commit;
	int64_t time; /* of its last landing */
};

/* Other branches than the one that lands now, each once. */
struct count {
	const struct rule_context *context;
	int64_t since;	      /* not this second, but what is later */
	struct landed *items; /* heap */
	size_t count, capacity;
	struct error *error;
};

static bool is_of_ruleset(struct str text, const char *ruleset)
{
	struct str name;

	while (memory_next(&text, "ruleset", &name))
		if (str_is(name, ruleset))
			return true;
	return false;
}

static int add(struct count *count, const struct landed *landed)
{
	struct landed *place = NULL;

	for (size_t i = 0; !place && i < count->count; i++)
		if (str_equal(count->items[i].branch, landed->branch))
			place = &count->items[i];
	if (place) {
		if (landed->time > place->time)
			*place = *landed;
		return 0;
	}
	place = array_more(&count->items, count->count, &count->capacity,
			   sizeof(*place));
	if (!place)
		return error_no_memory(count->error);
	*place = *landed;
	count->count++;
	return 0;
}

static int consider(const char *name, struct str text, void *data)
{
	struct count *count = data;
	struct landed landed;

	if (!memory_get(text, "branch", &landed.branch) ||
	    !memory_get_id(text, "commit", &landed.commit) ||
	    !memory_get_time(text, "time", &landed.time))
		return error_set(count->error, ERROR_BROKEN,
				 "the gate's memory %s is no landing", name);
	if (landed.time <= count->since ||
	    str_is(landed.branch, count->context->landing) ||
	    !is_of_ruleset(text, count->context->ruleset))
		return 0;
	return add(count, &landed);
}

/* What this push has landed before; each counts those in front of it. */
static int consider_push(struct count *count)
{
	const struct rule_context *context = count->context;
	const struct memo *memo;
	int result = 0;

	for (size_t i = 0; !result && context->memo_at &&
			   (memo = context->memo_at(context->judgement, i));
	     i++) {
		struct str branch;
		struct oid commit;

		if (!str_starts(str_of(memo->name), MONTHS))
			continue;
		if (memo->update == context->update &&
		    memory_get_id(memo->text, "commit", &commit) &&
		    oid_equal(&commit, &context->step->to) &&
		    memory_get(memo->text, "branch", &branch) &&
		    str_is(branch, context->landing))
			break;
		result = consider(memo->name, memo->text, count);
	}
	return result;
}

/* "hotfix" of "refs/heads/hotfix/x" */
static struct str kind_of(const char *branch)
{
	struct str name = str_of(branch);
	size_t slash;

	if (str_starts(name, BRANCHES))
		name = str_from(name, sizeof(BRANCHES) - 1);
	slash = str_find_byte(name, '/');
	return slash < name.size ? str_first(name, slash) : STR("landing");
}

static const char *ordinal(size_t number)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };
	size_t last = number % 10;

	return last > 3 || number % 100 / 10 == 1 ? ends[0] : ends[last];
}

static void add_span(struct buf *out, int64_t seconds)
{
	if (seconds % DAY)
		clock_format_duration(out, seconds);
	else
		buf_addf(out, "%lld day%s", (long long)(seconds / DAY),
			 seconds == DAY ? "" : "s");
}

static int compare_times(const void *a, const void *b)
{
	const struct landed *left = a;
	const struct landed *right = b;

	if (left->time != right->time)
		return left->time > right->time ? -1 : 1;
	return str_compare(left->branch, right->branch);
}

static void add_rows(const struct count *count, struct finding *finding)
{
	const struct rule_context *context = count->context;
	struct buf time = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];

	for (size_t i = 0; i < count->count && i < ROWS_SHOWN; i++) {
		const struct landed *landed = &count->items[i];
		struct str branch = landed->branch;

		if (str_starts(branch, BRANCHES))
			branch = str_from(branch, sizeof(BRANCHES) - 1);
		buf_clear(&time);
		clock_format_seconds(&time, landed->time);
		finding_rowf(context, finding, i ? "" : "before",
			     "%s  %.*s (%.*s)", buf_text(&time),
			     STR_ARGS(branch), ID_DIGITS,
			     oid_format(&landed->commit, hex));
	}
	if (count->count > ROWS_SHOWN)
		finding_rowf(context, finding, "", "and %zu more",
			     count->count - ROWS_SHOWN);
	buf_release(&time);
}

/* When so many are over that there is room for this one, for the repair. */
static void add_room(const struct frequency *rule, const struct count *count,
		     struct finding *finding)
{
	struct buf time = BUF_INIT;

	clock_format_seconds(&time,
			     count->items[rule->max - 1].time + rule->per);
	if (finding && !buf_failed(&time))
		finding->draft =
			arena_copy(count->context->arena, buf_str(&time));
	buf_release(&time);
}

static int report(const struct frequency *rule, const struct count *count)
{
	size_t number = count->count + 1;
	struct buf span = BUF_INIT;
	struct finding *finding;

	add_span(&span, rule->per);
	if (buf_failed(&span)) {
		buf_release(&span);
		return error_no_memory(count->error);
	}
	finding = finding_add(count->context,
			      "the %zu%s %.*s within %s; %lld %s planned",
			      number, ordinal(number),
			      STR_ARGS(kind_of(count->context->landing)),
			      buf_text(&span), (long long)rule->max,
			      rule->max == 1 ? "is" : "are");
	if (count->count)
		qsort(count->items, count->count, sizeof(*count->items),
		      compare_times);
	add_rows(count, finding);
	add_room(rule, count, finding);
	buf_release(&span);
	return 0;
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct frequency *rule = rule_options;
	struct count count = { .context = context,
			       .since = context->now - rule->per,
			       .error = error };
	int result;

	if (!context->landing || !context->ruleset)
		return 0;
	result = memory_each_month(context->repo, "month", count.since,
				   context->now, context->arena, consider,
				   &count, error);
	if (!result)
		result = consider_push(&count);
	if (!result && count.count >= (size_t)rule->max)
		result = report(rule, &count);
	free(count.items);
	return result;
}

/* For the log: what was planned, whether this is beyond it or not. */
static int remember(const void *rule_options,
		    const struct rule_context *context, struct error *error)
{
	const struct frequency *rule = rule_options;
	struct fact fact = { .kind = FACT_PLANNED,
			     .branch = context->landing,
			     .max = rule->max,
			     .per = rule->per };

	return context->landing ? fact_add(context, &fact, error) : 0;
}

static void repair_frequency(struct repair *repair,
			     const struct repair_request *request)
{
	const struct finding *last =
		request->findings[request->finding_count - 1];

	repair_text(repair,
		    "gather what can wait in the next release, or push it "
		    "again at %s; sooner, ask whoever plans them",
		    last->draft ? last->draft : "a later time");
}

const struct rule rule_frequency = {
	.id = "frequency",
	.summary = "more branches that land than were planned",
	.options = &table,
	.traits = RULE_WARNS | RULE_LANDINGS,
	.judge_update = judge_update,
	.remember = remember,
	.repair = repair_frequency,
};
