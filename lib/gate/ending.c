/*
 * ending.c - the commands of a repair, now or when all else is done. Never
 * decides what they are.
 */
#include "gate/ending.h"

#include "base/buf.h"

static void render_line(struct sheet *sheet, const struct repair_line *line)
{
	struct buf text = BUF_INIT;

	switch (line->kind) {
	case REPAIR_TEXT:
		sheet_say(sheet, SHEET_HINT, "%s", line->text);
		break;
	case REPAIR_COMMAND:
		sheet_command(sheet, str_of(line->text));
		break;
	case REPAIR_VERBATIM:
		/* deeper than commands: these are not for a shell */
		buf_addf(&text, "    %s", line->text);
		sheet_line(sheet, SHEET_HINT, buf_str(&text));
		break;
	}
	buf_release(&text);
}

static bool has_last(const struct repair *repair)
{
	for (size_t i = 0; i < repair->count; i++)
		if (repair->lines[i].phase == REPAIR_LAST)
			return true;
	return false;
}

/* The push of a ref that gets another name is the one that counts. */
static void put_off(struct ending *ending, const struct repair *repair,
		    const struct repair_line *line)
{
	if (line->phase == REPAIR_PUSH) {
		/* the ending has words of its own */
		if (line->kind == REPAIR_TEXT)
			return;
		if (!ending->push || has_last(repair))
			ending->push = line;
	} else if (ending->count < ENDING_LINES_MAX) {
		ending->lines[ending->count++] = line;
	}
}

void repair_render(struct sheet *sheet, const struct repair *repair, bool mend,
		   struct ending *ending)
{
	for (size_t i = 0; !repair->failed && i < repair->count; i++) {
		const struct repair_line *line = &repair->lines[i];

		if (line->phase == REPAIR_SETUP)
			render_line(sheet, line);
		else if (!mend)
			continue;
		else if (ending && line->phase != REPAIR_FIRST)
			put_off(ending, repair, line);
		else
			render_line(sheet, line);
	}
}

void ending_render(struct sheet *sheet, const struct ending *ending)
{
	if (!ending->count && !ending->push)
		return;
	sheet_blank(sheet);
	sheet_say(sheet, SHEET_HINT, "when all of that is done:");
	for (size_t i = 0; i < ending->count; i++)
		render_line(sheet, ending->lines[i]);
	if (ending->push)
		render_line(sheet, ending->push);
}
