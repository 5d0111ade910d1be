/* x509_pem.c - see x509_pem.h. Never skips a line that has five hyphens. */
#include "trust/x509_pem.h"

#include "trust/armor.h"

#define HYPHENS "-----"
#define BEGIN "-----BEGIN "
#define END "-----END "

static bool next_line(struct pem_reader *reader, struct str *line)
{
	if (!str_next_line(&reader->rest, line))
		return false;
	reader->line++;
	*line = str_trim(*line);
	return true;
}

/* "CERTIFICATE" of "-----BEGIN CERTIFICATE-----"; empty: no such line. */
static struct str label_of(struct str line, const char *begin)
{
	size_t around = str_of(begin).size + str_of(HYPHENS).size;

	if (line.size <= around || !str_starts(line, begin) ||
	    !str_ends(line, HYPHENS))
		return (struct str){ NULL, 0 };
	return str_first(str_from(line, str_of(begin).size),
			 line.size - around);
}

static bool has_hyphens(struct str line)
{
	return str_find(line, STR(HYPHENS)) < line.size;
}

static const char *find_end(struct pem_reader *reader, struct pem_block *out)
{
	struct str line = { NULL, 0 };
	const char *begin = reader->rest.data;

	while (next_line(reader, &line)) {
		if (!has_hyphens(line))
			continue;
		if (!str_equal(label_of(line, END), out->label))
			break;
		out->body = (struct str){ begin, (size_t)(line.data - begin) };
		return NULL;
	}
	return "this block has no end";
}

void pem_reader_init(struct pem_reader *reader, struct str text)
{
	*reader = (struct pem_reader){ text, 0 };
}

bool pem_next(struct pem_reader *reader, struct pem_block *out)
{
	struct str line = { NULL, 0 };

	*out = (struct pem_block){ { NULL, 0 }, { NULL, 0 }, 0, NULL };
	while (next_line(reader, &line)) {
		if (!has_hyphens(line))
			continue;
		out->line = reader->line;
		out->label = label_of(line, BEGIN);
		out->flaw = out->label.size ? find_end(reader, out) :
					      "no block begins with this line";
		return true;
	}
	return false;
}

bool pem_decode(const struct pem_block *block, struct buf *out)
{
	struct buf digits = BUF_INIT;
	struct str rest = block->body;
	struct str line;
	bool ok;

	while (str_next_line(&rest, &line))
		buf_add_str(&digits, str_trim(line));
	ok = digits.size && base64_decode(out, buf_str(&digits));
	if (buf_failed(&digits))
		out->failed = true;
	buf_release(&digits);
	return ok;
}
