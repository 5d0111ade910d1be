/*
 * sheet.c - see sheet.h. Never decides what is said.
 */
#include "gate/sheet.h"
#include "base/text.h"

#define COMMAND_INDENT 2
#define ID_SIZE 40
#define ID_SHOWN 12

static const char *const words[] = {
	[SHEET_PLAIN] = "",
	[SHEET_ERROR] = "error: ",
	[SHEET_WARNING] = "warning: ",
	[SHEET_HINT] = "hint: ",
	[SHEET_SUCCESS] = "success: ",
};

static void begin(struct sheet *sheet, enum sheet_word word, size_t indent)
{
	buf_add_text(sheet->out, sheet->prefix);
	buf_add_text(sheet->out, words[word]);
	while (indent--)
		buf_add_byte(sheet->out, ' ');
}

void sheet_blank(struct sheet *sheet)
{
	begin(sheet, SHEET_PLAIN, 0);
	buf_add_byte(sheet->out, '\n');
}

void sheet_line(struct sheet *sheet, enum sheet_word word, struct str text)
{
	begin(sheet, word, 0);
	text_escape_line(sheet->out, text);
	buf_add_byte(sheet->out, '\n');
}

/* Bytes of `text` that fit: up to a blank, or a word that is too long. */
static size_t fit(struct str text, size_t columns)
{
	size_t best = 0;

	for (size_t i = 0; i <= text.size; i++) {
		if (i < text.size && text.data[i] != ' ')
			continue;
		if (best && text_columns(str_first(text, i)) > columns)
			break;
		best = i;
	}
	return best;
}

static size_t room(enum sheet_word word, size_t indent)
{
	size_t taken = str_of(words[word]).size + indent;

	return taken < SHEET_COLUMNS ? SHEET_COLUMNS - taken : 1;
}

static size_t count_hex(struct str text)
{
	size_t size = 0;

	while (size < text.size &&
	       ((text.data[size] >= '0' && text.data[size] <= '9') ||
		(text.data[size] >= 'a' && text.data[size] <= 'f')))
		size++;
	return size;
}

/* Of full ids that are words, as many digits as people can use. */
static void shorten_ids(struct buf *out, struct str text)
{
	while (text.size) {
		size_t word = str_find_byte(text, ' ');
		size_t hex = count_hex(text);

		if (hex == ID_SIZE && (hex == word || hex + 1 == word)) {
			buf_add_str(out, str_first(text, ID_SHOWN));
			text = str_from(text, hex);
			word -= hex;
		}
		word += word < text.size;
		buf_add_str(out, str_first(text, word));
		text = str_from(text, word);
	}
}

static void wrap_escaped(struct sheet *sheet, enum sheet_word word,
			 size_t indent, size_t hang, struct str text)
{
	size_t used = indent;

	do {
		size_t size = fit(text, room(word, used));

		begin(sheet, word, used);
		buf_add_str(sheet->out, str_first(text, size));
		buf_add_byte(sheet->out, '\n');
		text = str_from(text, size + 1);
		used = indent + hang;
	} while (text.size);
}

void sheet_wrap(struct sheet *sheet, enum sheet_word word, size_t indent,
		size_t hang, struct str text)
{
	struct buf safe = BUF_INIT;
	struct buf told = BUF_INIT;

	text_escape_line(&safe, text);
	shorten_ids(&told, buf_str(&safe));
	wrap_escaped(sheet, word, indent, hang, buf_str(&told));
	if (buf_failed(&safe) || buf_failed(&told))
		sheet->out->failed = true;
	buf_release(&safe);
	buf_release(&told);
}

void sheet_say(struct sheet *sheet, enum sheet_word word, const char *format,
	       ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	sheet_wrap(sheet, word, 0, word == SHEET_HINT ? 0 : 2, buf_str(&text));
	if (buf_failed(&text))
		sheet->out->failed = true;
	buf_release(&text);
}

/* Offset of the last blank outside quotes that fits, or of the first. */
static size_t fit_command(struct str text, size_t columns)
{
	size_t best = text.size;
	bool found = false;
	char quote = '\0';

	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];

		if (byte == '\\' && quote != '\'') {
			i++;
			continue;
		}
		if (quote) {
			quote = byte == quote ? '\0' : quote;
			continue;
		}
		if (byte == '\'' || byte == '"') {
			quote = byte;
			continue;
		}
		if (byte != ' ')
			continue;
		if (found && text_columns(str_first(text, i)) > columns)
			break;
		best = i;
		found = true;
	}
	return best;
}

void sheet_command(struct sheet *sheet, struct str command)
{
	size_t indent = COMMAND_INDENT;
	size_t width = room(SHEET_HINT, indent);

	while (text_columns(command) > width) {
		size_t size = fit_command(command, width - 2);

		if (size == command.size)
			break;
		begin(sheet, SHEET_HINT, indent);
		text_escape_line(sheet->out, str_first(command, size));
		buf_add_text(sheet->out, " \\\n");
		command = str_from(command, size + 1);
		indent = 2 * COMMAND_INDENT;
		width = room(SHEET_HINT, indent);
	}
	begin(sheet, SHEET_HINT, indent);
	text_escape_line(sheet->out, command);
	buf_add_byte(sheet->out, '\n');
}
