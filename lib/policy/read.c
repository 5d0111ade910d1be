/*
 * read.c - turns libyaml's events into nodes. Takes one document without
 * aliases, anchors and tags; never resolves types.
 */
#include "policy/read.h"

#include "base/text.h"
#include "policy/policy.h"
#include "policy/read_flaw.h"
#include "policy/text_check.h"

#include <string.h>
#include <yaml.h>

struct reader {
	yaml_parser_t parser;
	const struct source *source;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct node *stack[POLICY_DEPTH_MAX];
	size_t depth;
	struct node *key; /* of the mapping on top, waiting for its value */
	struct node *root;
	size_t documents;
	size_t nodes;
	enum node_source kind;
	bool block; /* the outermost mapping is no flow mapping */
	bool stop;  /* nothing more can be made of the file, or is wanted */
	bool no_memory;
};

static struct mark mark_of(const struct reader *reader,
			   const yaml_mark_t *start, const yaml_mark_t *end)
{
	struct mark mark = { .source = reader->source,
			     .line = start->line + 1,
			     .column = start->column + 1 };

	if (end && end->line == start->line && end->column > start->column)
		mark.length = end->column - start->column;
	return mark;
}

static void complain(struct reader *reader, struct mark mark, const char *hint,
		     const char *text)
{
	diagnostics_add(reader->diagnostics, DIAGNOSTIC_ERROR, mark, hint, "%s",
			text);
}

static void give_up(struct reader *reader, struct mark mark, const char *hint,
		    const char *text)
{
	complain(reader, mark, hint, text);
	reader->stop = true;
}

static void check_scalar(struct reader *reader, const yaml_event_t *event,
			 struct mark mark)
{
	struct str text = { (const char *)event->data.scalar.value,
			    event->data.scalar.length };
	const char *flaw = text_flaw(text);

	if (flaw)
		complain(reader, mark,
			 "patterns can name a character as \\x{202e}", flaw);
}

static struct node *new_scalar(struct reader *reader, const yaml_event_t *event,
			       struct mark mark)
{
	struct str text = { (const char *)event->data.scalar.value,
			    event->data.scalar.length };
	struct node *node = node_scalar(reader->arena, NULL, mark);

	check_scalar(reader, event, mark);
	if (node) {
		node->plain = event->data.scalar.style ==
			      YAML_PLAIN_SCALAR_STYLE;
		node->text = arena_copy(reader->arena, text);
	}
	return node && node->text ? node : NULL;
}

static struct node *new_node(struct reader *reader, const yaml_event_t *event)
{
	struct mark mark = mark_of(
		reader, &event->start_mark,
		event->type == YAML_SCALAR_EVENT ? &event->end_mark : NULL);
	struct node *node;

	if (++reader->nodes > POLICY_NODES_MAX) {
		give_up(reader, mark, NULL, "the file has too many values");
		return NULL;
	}
	if (event->type == YAML_SCALAR_EVENT) {
		node = new_scalar(reader, event, mark);
	} else {
		node = node_scalar(reader->arena, NULL, mark);
		if (node)
			node->kind = event->type == YAML_MAPPING_START_EVENT ?
					     NODE_MAPPING :
					     NODE_SEQUENCE;
	}
	if (!node)
		reader->no_memory = reader->stop = true;
	return node;
}

static struct node *top(const struct reader *reader)
{
	return reader->depth ? reader->stack[reader->depth - 1] : NULL;
}

/* Test cases are never inherited: at the end of a file they are not read. */
static bool is_of_no_use(const struct reader *reader, const struct node *key)
{
	return reader->kind == NODE_INHERITED && reader->block &&
	       reader->depth == 1 && key->plain &&
	       strcmp(key->text, "tests") == 0 && key->mark.column == 1 &&
	       text_is_last_block(reader->source->text, key->mark.line);
}

/* A scalar where a key is wanted. */
static void take_key(struct reader *reader, struct node *node)
{
	const struct node *other;

	if (node->kind != NODE_SCALAR) {
		give_up(reader, node->mark, "put it in quotes",
			"a key must be a text, not a list or a mapping");
		return;
	}
	if (is_of_no_use(reader, node)) {
		reader->depth = 0;
		reader->stop = true;
		return;
	}
	other = node_same_key(top(reader), node);
	if (other) {
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_ERROR,
				node->mark, "leave one of the two out",
				"duplicate key '%s': it stands in line %zu, "
				"too",
				node->text, other->key->mark.line);
		diagnostics_note(reader->diagnostics, other->key->mark,
				 "the first one is here");
	} else if (node->plain && strcmp(node->text, "<<") == 0) {
		complain(reader, node->mark, "use extends and vars",
			 "merge keys are not allowed");
	}
	reader->key = node;
}

static void check_value(struct reader *reader, const struct node *node)
{
	if (node->kind != NODE_SCALAR || !node->plain || node->text[0])
		return;
	if (node->key)
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_ERROR,
				node->key->mark,
				read_flaw_no_value(node->key, reader->arena),
				"'%s' has no value", node->key->text);
	else
		complain(reader, node->mark, NULL, "a value is missing");
}

/* Puts the node where the file has it; a mapping's key is no node yet. */
static void place(struct reader *reader, struct node *node)
{
	struct node *parent = top(reader);

	if (!parent) {
		reader->root = node;
		return;
	}
	if (parent->kind == NODE_MAPPING && !reader->key) {
		take_key(reader, node);
		return;
	}
	node->key = reader->key;
	reader->key = NULL;
	check_value(reader, node);
	node_append(parent, node);
}

static void open_node(struct reader *reader, struct node *node)
{
	if (reader->depth == POLICY_DEPTH_MAX) {
		give_up(reader, node->mark, NULL,
			"the file is nested too deeply");
		return;
	}
	reader->stack[reader->depth++] = node;
	reader->key = NULL;
}

static void close_node(struct reader *reader)
{
	reader->depth--;
	reader->key = NULL;
}

static void check_properties(struct reader *reader, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL;
	const yaml_char_t *tag = NULL;
	struct mark mark =
		mark_of(reader, &event->start_mark, &event->end_mark);

	if (event->type == YAML_SCALAR_EVENT) {
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
	} else {
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
	}
	if (anchor)
		complain(reader, mark, "use vars for what is said twice",
			 "anchors are not allowed");
	if (tag)
		complain(reader, mark,
			 "put a glob that begins with ! in quotes",
			 "tags are not allowed");
}

static void take_alias(struct reader *reader, const yaml_event_t *event)
{
	struct node *node;

	complain(reader, mark_of(reader, &event->start_mark, &event->end_mark),
		 "put a glob that begins with * in quotes",
		 "aliases are not allowed");
	node = node_scalar(reader->arena, "*",
			   mark_of(reader, &event->start_mark, NULL));
	if (node)
		place(reader, node);
	else
		reader->no_memory = reader->stop = true;
}

static void take_node(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = new_node(reader, event);

	if (!node)
		return;
	if (!reader->depth)
		reader->block = event->type == YAML_MAPPING_START_EVENT &&
				event->data.mapping_start.style ==
					YAML_BLOCK_MAPPING_STYLE;
	check_properties(reader, event);
	place(reader, node);
	if (!reader->stop && node->kind != NODE_SCALAR)
		open_node(reader, node);
}

static void take_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (reader->documents++ > 0)
			give_up(reader,
				mark_of(reader, &event->start_mark, NULL),
				"a policy is one file; see extends",
				"a second document begins here");
		break;
	case YAML_ALIAS_EVENT:
		take_alias(reader, event);
		break;
	case YAML_SCALAR_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		take_node(reader, event);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_node(reader);
		break;
	case YAML_STREAM_END_EVENT:
		reader->stop = true;
		break;
	default:
		break;
	}
}

static struct mark mark_in(const struct reader *reader, const yaml_mark_t *mark,
			   bool is_set)
{
	return is_set ? mark_of(reader, mark, NULL) : (struct mark){ 0 };
}

static void syntax_error(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	struct read_flaw flaw = {
		.problem = parser->problem,
		.context = parser->context,
		.mark = mark_in(reader, &parser->problem_mark, true),
		.start = mark_in(reader, &parser->context_mark,
				 parser->context != NULL),
	};

	if (parser->error == YAML_MEMORY_ERROR) {
		reader->no_memory = true;
		return;
	}
	reader->root = NULL;
	read_flaw_add(&flaw, reader->diagnostics);
}

static bool read_events(struct reader *reader)
{
	yaml_event_t event;

	while (!reader->stop) {
		if (!yaml_parser_parse(&reader->parser, &event)) {
			syntax_error(reader);
			return false;
		}
		take_event(reader, &event);
		yaml_event_delete(&event);
	}
	return reader->depth == 0;
}

static void read_document(struct reader *reader)
{
	struct mark start = { .source = reader->source,
			      .line = 1,
			      .column = 1 };

	if (!read_events(reader)) {
		reader->root = NULL;
		return;
	}
	if (reader->documents > 1) {
		reader->root = NULL;
		return;
	}
	if (reader->kind == NODE_FOREIGN && reader->root)
		return;
	if (!reader->root)
		complain(reader, start, "a policy begins with 'version: 1'",
			 "the file says nothing");
	else if (reader->root->kind != NODE_MAPPING)
		complain(reader, reader->root->mark,
			 "a policy begins with 'version: 1'",
			 "a policy is a mapping of keys to values");
	if (reader->root && reader->root->kind != NODE_MAPPING)
		reader->root = NULL;
}

static int read_text(struct reader *reader, struct error *error)
{
	struct str text = reader->source->text;

	if (!yaml_parser_initialize(&reader->parser))
		return error_no_memory(error);
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	/* it aborts on NULL, of no size, too */
	yaml_parser_set_input_string(
		&reader->parser,
		(const unsigned char *)(text.data ? text.data : ""), text.size);
	read_document(reader);
	yaml_parser_delete(&reader->parser);
	return reader->no_memory ? error_no_memory(error) : 0;
}

/* All that it says is of one kind. */
static int read_source(struct node **out, struct reader *reader,
		       struct error *error)
{
	const char *topic = diagnostics_topic(reader->diagnostics, "yaml");
	int result = 0;

	if (text_check(reader->source, reader->diagnostics))
		result = read_text(reader, error);
	diagnostics_topic(reader->diagnostics, topic);
	*out = result ? NULL : reader->root;
	return result;
}

int node_read(struct node **out, const struct source *source,
	      enum node_source kind, struct arena *arena,
	      struct diagnostics *diagnostics, struct error *error)
{
	struct reader reader = { .source = source,
				 .arena = arena,
				 .diagnostics = diagnostics,
				 .kind = kind };

	return read_source(out, &reader, error);
}
