/* place.c - see place.h. Reads no further than it has to. */
#include "audit/place.h"

#include "audit/line_reader.h"

#include <string.h>

int log_place_find(struct log_place *out, int fd, struct error *error)
{
	struct line_reader reader;
	struct line_piece piece;
	struct record record;
	bool found = false;
	int result = line_reader_init(&reader, fd, PLACE_SIZE_MAX, error);

	memset(out, 0, sizeof(*out));
	while (!result && !found &&
	       (result = line_reader_next(&reader, &piece, error)) > 0) {
		found = piece.first && piece.last &&
			record_scan(&record, piece.text);
		result = 0;
	}
	if (found) {
		memcpy(out->chain, record.chain.data, record.chain.size);
		out->sequence = record.sequence;
		result = 1;
	}
	line_reader_release(&reader);
	return result;
}
