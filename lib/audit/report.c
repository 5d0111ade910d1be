/*
 * report.c - a report's memory, and its chains. Never reads, never writes.
 */
#include "audit/report.h"

#include "audit/report_data.h"
#include "audit/report_head.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct report *report_new(const struct report_options *options)
{
	struct report *report = calloc(1, sizeof(*report));

	if (!report)
		return NULL;
	report->options = options;
	sha256_init(&report->hash);
	return report;
}

void report_free(struct report *report)
{
	if (!report)
		return;
	for (size_t i = 0; i < LIST_COUNT; i++) {
		for (size_t j = 0; j < report->lists[i].count; j++)
			free(report->lists[i].items[j].text);
		free(report->lists[i].items);
	}
	for (size_t i = 0; i < report->chain_count; i++)
		free(report->chains[i].verdict);
	tally_release(&report->people);
	tally_release(&report->repositories);
	tally_release(&report->rules);
	tally_release(&report->hosts);
	tally_release(&report->branches);
	tally_release(&report->items);
	tally_release(&report->paths);
	tally_release(&report->chain_ids);
	seen_release(&report->seen);
	buf_release(&report->plain);
	free(report->chains);
	free(report->hotfixes);
	free(report->debts);
	free(report->days);
	free(report);
}

struct report_chain *report_chain_of(struct report *report,
				     const struct report_head *head)
{
	size_t index = tally_index(&report->chain_ids, head->chain);
	struct report_chain *chain;

	if (report->chain_ids.failed)
		return NULL;
	if (index == report->chain_count) {
		chain = array_more(&report->chains, index,
				   &report->chain_capacity, sizeof(*chain));
		if (!chain)
			return NULL;
		report->chain_count++;
		chain->host = tally_index(&report->hosts, head->host);
		chain->repository =
			tally_index(&report->repositories, head->repository);
		chain->first = head->sequence;
	}
	report->current = index;
	return &report->chains[index];
}

size_t report_chain_count(const struct report *report)
{
	return report->chain_count;
}

struct log_verdict *report_verdict(struct report *report, size_t chain)
{
	struct report_head none;
	struct report_chain *found;

	memset(&none, 0, sizeof(none));
	if (chain == REPORT_NO_CHAIN) {
		if (!report_chain_of(report, &none))
			return NULL;
		chain = report->current;
	}
	found = &report->chains[chain];
	if (!found->verdict)
		found->verdict = calloc(1, sizeof(*found->verdict));
	return found->verdict;
}

void report_anchor_flaw(struct report *report, size_t chain, const char *text)
{
	char *flaw;
	size_t size = strnlen(text, REPORT_FLAW_SIZE - 1);

	if (chain >= report->chain_count)
		chain = report->current;
	flaw = report->chains[chain].anchor_flaw;
	if (*flaw)
		return;
	memcpy(flaw, text, size);
	flaw[size] = '\0';
}
