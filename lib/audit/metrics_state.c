/* metrics_state.c - see metrics_state.h. Never counts. */
#include "audit/metrics_state.h"

#include <stdlib.h>
#include <string.h>

#define VERSION 1

/* A member that is an object, made if it is not there. */
static json_t *member(json_t *root, const char *key)
{
	json_t *object = json_object_get(root, key);

	if (!object) {
		json_object_set_new(root, key, json_object());
		object = json_object_get(root, key);
	}
	return json_is_object(object) ? object : NULL;
}

static json_t *read_state(struct str state)
{
	if (!state.size)
		return json_pack("{s:i}", "version", VERSION);
	return json_loadb(state.data, state.size, JSON_REJECT_DUPLICATES, NULL);
}

int metrics_new(struct metrics **out, struct str state, struct error *error)
{
	struct metrics *metrics = calloc(1, sizeof(*metrics));
	const json_t *version;

	*out = NULL;
	if (!metrics)
		return error_no_memory(error);
	metrics->root = read_state(state);
	version = json_object_get(metrics->root, "version");
	metrics->counters = member(metrics->root, "counters");
	metrics->debts = member(metrics->root, "debts");
	metrics->chains = member(metrics->root, "chains");
	metrics->places = member(metrics->root, "logs");
	metrics->gauges = json_object();
	if (json_integer_value(version) != VERSION || !metrics->counters ||
	    !metrics->debts || !metrics->chains || !metrics->places ||
	    !metrics->gauges) {
		metrics_free(metrics);
		return error_set(error, ERROR_USAGE,
				 "what was counted before cannot be read; "
				 "without that file all is counted anew");
	}
	*out = metrics;
	return 0;
}

void metrics_free(struct metrics *metrics)
{
	if (!metrics)
		return;
	json_decref(metrics->root);
	json_decref(metrics->gauges);
	free(metrics);
}

static uint64_t number(const json_t *object, const char *key)
{
	json_int_t value = json_integer_value(json_object_get(object, key));

	return value > 0 ? (uint64_t)value : 0;
}

bool metrics_find_place(const struct metrics *metrics, const char *log,
			struct metrics_place *out)
{
	const json_t *place = json_object_get(metrics->places, log);

	out->inode = number(place, "inode");
	out->offset = number(place, "offset");
	return json_is_object(place);
}

void metrics_set_place(struct metrics *metrics, const char *log,
		       const struct metrics_place *place)
{
	json_t *object = json_pack("{s:I,s:I}", "inode",
				   (json_int_t)place->inode, "offset",
				   (json_int_t)place->offset);

	if (json_object_set_new(metrics->places, log, object))
		metrics->failed = true;
}

int metrics_save(const struct metrics *metrics, struct buf *state,
		 struct error *error)
{
	char *text = json_dumps(metrics->root, JSON_COMPACT);

	if (text)
		buf_add_text(state, text);
	buf_add_byte(state, '\n');
	free(text);
	if (!text || metrics->failed || buf_failed(state))
		return error_no_memory(error);
	return 0;
}
