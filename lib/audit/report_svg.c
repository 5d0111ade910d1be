/* report_svg.c - see report_svg.h. Never draws what is not in its arguments. */
#include "audit/report_svg.h"

#include "audit/report_html.h"
#include "audit/report_stat.h"

#define PLOT_TOP 14
#define PLOT_HEIGHT 180
#define AXIS_HEIGHT 26
#define SLOTS_MIN 12 /* so that a single column is no wall */
#define LABELS 7     /* on a wide screen; every second one on a narrow one */
#define FILL 0.74    /* of a slot */

static double share(uint64_t part, uint64_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static uint64_t scale_of(const struct svg_chart *chart)
{
	uint64_t most = chart->line;

	for (size_t i = 0; i < chart->count; i++)
		if (chart->columns[i].low + chart->columns[i].high > most)
			most = chart->columns[i].low + chart->columns[i].high;
	return stat_round_up(most);
}

static double height_of(uint64_t value, uint64_t scale)
{
	return PLOT_HEIGHT * share(value, scale);
}

static void add_grid_line(struct buf *out, uint64_t value, uint64_t scale)
{
	double y = PLOT_TOP + PLOT_HEIGHT - height_of(value, scale);

	buf_addf(out,
		 "<line class=\"%s\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" "
		 "y2=\"%.1f\"/><text class=\"y\" x=\"-8\" y=\"%.1f\">",
		 value ? "grid" : "base", y, y, y + 4);
	stat_format_number(out, value);
	buf_add_text(out, "</text>");
}

static void add_part(struct buf *out, const char *name, double x, double width,
		     double bottom, double height)
{
	if (height <= 0)
		return;
	buf_addf(out,
		 "<rect class=\"%s\" x=\"%.3f%%\" y=\"%.1f\" "
		 "width=\"%.3f%%\" height=\"%.1f\"/>",
		 name, x, bottom - height, width, height);
}

static void add_column(struct buf *out, const struct svg_column *column,
		       size_t index, size_t slots, uint64_t scale)
{
	double slot = 100.0 / (double)slots;
	double x = slot * ((double)index + (1 - FILL) / 2);
	double bottom = PLOT_TOP + PLOT_HEIGHT;
	double low = height_of(column->low, scale);

	add_part(out, "low", x, slot * FILL, bottom, low);
	add_part(out, "high", x, slot * FILL, bottom - low,
		 height_of(column->high, scale));
}

static void add_labels(struct buf *out, const struct svg_chart *chart,
		       size_t slots)
{
	size_t step = (chart->count + LABELS - 1) / LABELS;

	for (size_t i = 0; step && i < chart->count; i += step) {
		buf_addf(out, "<text class=\"x%s\" x=\"%.3f%%\" y=\"%d\">",
			 i / step % 2 ? " wide" : "",
			 100.0 * ((double)i + 0.5) / (double)slots,
			 PLOT_TOP + PLOT_HEIGHT + 18);
		html_text(out, chart->columns[i].label);
		buf_add_text(out, "</text>");
	}
}

static void add_limit(struct buf *out, const struct svg_chart *chart,
		      uint64_t scale)
{
	double y = PLOT_TOP + PLOT_HEIGHT - height_of(chart->line, scale);

	if (!chart->line)
		return;
	buf_addf(out,
		 "<line class=\"limit\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" "
		 "y2=\"%.1f\"/><text class=\"limit\" x=\"100%%\" y=\"%.1f\">",
		 y, y, y - 5);
	html_text(out, chart->line_name);
	buf_add_text(out, "</text>");
}

void svg_chart(struct buf *out, const struct svg_chart *chart)
{
	size_t slots = chart->count < SLOTS_MIN ? SLOTS_MIN : chart->count;
	uint64_t scale = scale_of(chart);

	buf_addf(out,
		 "<svg class=\"chart\" role=\"img\" height=\"%d\" "
		 "aria-labelledby=\"%s-title %s-desc\"><title id=\"%s-title\">",
		 PLOT_TOP + PLOT_HEIGHT + AXIS_HEIGHT, chart->id, chart->id,
		 chart->id);
	html_text(out, chart->title);
	buf_addf(out, "</title><desc id=\"%s-desc\">", chart->id);
	html_text(out, chart->words);
	buf_add_text(out, "</desc>");
	if (scale > 1)
		add_grid_line(out, scale / 2, scale);
	add_grid_line(out, scale, scale);
	for (size_t i = 0; i < chart->count; i++)
		add_column(out, &chart->columns[i], i, slots, scale);
	add_grid_line(out, 0, scale);
	add_limit(out, chart, scale);
	add_labels(out, chart, slots);
	buf_add_text(out, "</svg>\n");
}

void svg_bar(struct buf *out, uint64_t low, uint64_t high, uint64_t whole)
{
	double first = 100 * share(low, whole);

	buf_add_text(out, "<svg class=\"bar\" aria-hidden=\"true\" "
			  "height=\"12\">");
	if (low)
		buf_addf(out,
			 "<rect class=\"low\" width=\"%.2f%%\" "
			 "height=\"12\"/>",
			 first);
	if (high)
		buf_addf(out,
			 "<rect class=\"high\" x=\"%.2f%%\" width=\"%.2f%%\" "
			 "height=\"12\"/>",
			 first, 100 * share(high, whole));
	buf_add_text(out, "</svg>");
}
