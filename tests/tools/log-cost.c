/*
 * log-cost.c - makes logs for measuring, and times one durable record beside
 * one write(2) and fdatasync(2) of as many bytes. Never judges.
 *
 * log-cost write FILE COUNT         appends so many events, without syncing
 * log-cost compare FOLDER ROUNDS    prints, with blanks between: bytes of a
 *	record, and the medians of a record and of a bare write in microseconds
 */
#include "audit/log.h"
#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define ROUNDS_MAX 100000
#define EVENT_SECONDS 60
#define REPOSITORIES 20
#define PEOPLE 40
#define DENIED_EVERY 9

static void die(const char *what)
{
	fprintf(stderr, "log-cost: %s\n", what);
	exit(2);
}

static void id_of(char id[UUID_TEXT_SIZE], unsigned long number)
{
	snprintf(id, UUID_TEXT_SIZE, "01900000-0000-7000-8000-%012lx",
		 number & 0xffffffffffffUL);
}

struct sample {
	char push_id[UUID_TEXT_SIZE];
	char repository[32];
	char user[32];
	char email[64];
	struct event_ref ref;
	struct event_finding findings[2];
	const char *rules[2];
	const char *rulesets[1];
	struct event event;
};

static void add_findings(struct sample *sample)
{
	static const char *const rules[] = { "signature", "commit-message" };
	size_t i;

	for (i = 0; i < 2; i++)
		sample->findings[i] = (struct event_finding){
			.rule = rules[i],
			.ruleset = "main",
			.ref = sample->ref.name,
			.commit = sample->ref.new,
			.detail = STR("no signature, and \"wip\" is no "
				      "subject that says what it does"),
			.verdict = "fail",
		};
	memcpy(sample->rules, rules, sizeof(rules));
	sample->ref.verdict = "fail";
	sample->event.action = EVENT_PUSH_DENIED;
	sample->event.message = "push to refs/heads/main refused: signature, "
				"commit-message";
	sample->event.rules = sample->rules;
	sample->event.rule_count = 2;
	sample->event.findings = sample->findings;
	sample->event.finding_count = 2;
}

/* Accepted and landed, and now and then refused. */
static void fill(struct sample *sample, unsigned long number)
{
	unsigned long push = number / 2;

	memset(sample, 0, sizeof(*sample));
	id_of(sample->push_id, push);
	snprintf(sample->repository, sizeof(sample->repository), "project-%lu",
		 push % REPOSITORIES);
	snprintf(sample->user, sizeof(sample->user), "person-%lu",
		 push % PEOPLE);
	snprintf(sample->email, sizeof(sample->email), "%s@example.com",
		 sample->user);
	memcpy(sample->ref.new.bytes, &push, sizeof(push));
	sample->ref.name = STR("refs/heads/hotfix/v1.2.1-login-loop");
	sample->ref.kind = "update";
	sample->ref.verdict = number % 2 ? "landed" : "pass";
	sample->ref.commits = 3;
	sample->rulesets[0] = "main";
	sample->event = (struct event){
		.action = number % 2 ? EVENT_PUSH_LANDED : EVENT_PUSH_ACCEPTED,
		.duration = 1843,
		.message = "push to refs/heads/hotfix/v1.2.1-login-loop",
		.push_id = sample->push_id,
		.repository = sample->repository,
		.user_name = sample->user,
		.user_email = sample->email,
		.identity_source = "gitolite",
		.source_ip = "192.0.2.1",
		.protocol = "ssh",
		.mode = "enforce",
		.policy_hash = "8a1f0000000000000000000000000000"
			       "00000000000000000000000000000000",
		.rulesets = sample->rulesets,
		.ruleset_count = 1,
		.refs = &sample->ref,
		.ref_count = 1,
	};
	if (push % DENIED_EVERY == 0)
		add_findings(sample);
}

static void append(const struct log_options *options, unsigned long number,
		   usec time)
{
	struct error error = { 0 };
	struct sample sample;

	fill(&sample, number);
	sample.event.time = time;
	if (log_append(options, &sample.event, false, &error))
		die(error.text);
}

static int write_log(const char *file, unsigned long count)
{
	struct log_options options = { .file = file, .mode = 0600 };
	usec step = EVENT_SECONDS * USEC_PER_SECOND;
	usec start = clock_now() - (usec)count * step;
	unsigned long i;

	for (i = 0; i < count; i++)
		append(&options, i, start + (usec)i * step);
	return 0;
}

static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare_times(const void *a, const void *b)
{
	const int64_t *left = a;
	const int64_t *right = b;

	return *left < *right ? -1 : *left > *right;
}

static double median_us(int64_t *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare_times);
	return (double)times[count / 2] / 1000;
}

static int64_t time_record(const struct log_options *options, size_t number)
{
	int64_t start = nanoseconds();

	append(options, number, 0);
	return nanoseconds() - start;
}

static int64_t time_bare(int fd, struct str line)
{
	int64_t start = nanoseconds();

	if (write(fd, line.data, line.size) != (ssize_t)line.size ||
	    fdatasync(fd))
		die("cannot write");
	return nanoseconds() - start;
}

static int compare(const char *folder, size_t rounds)
{
	int64_t *record = calloc(rounds, sizeof(*record));
	int64_t *bare = calloc(rounds, sizeof(*bare));
	struct log_options options = { .sync = true, .mode = 0600 };
	char log[PATH_SIZE];
	char plain[PATH_SIZE];
	struct stat info;
	char line[8192];
	size_t size;
	size_t i;
	int fd;

	if (!record || !bare || strlen(folder) > PATH_SIZE - 16)
		die("no room");
	snprintf(log, sizeof(log), "%s/log", folder);
	snprintf(plain, sizeof(plain), "%s/plain", folder);
	options.file = log;
	append(&options, 2, 0);
	fd = open(plain, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || stat(log, &info) || (size_t)info.st_size > sizeof(line))
		die("cannot write");
	size = (size_t)info.st_size;
	memset(line, 'x', sizeof(line));
	for (i = 0; i < rounds; i++) {
		record[i] = time_record(&options, i * 18 + 2);
		bare[i] = time_bare(fd, (struct str){ line, size });
	}
	printf("%zu %.1f %.1f\n", size, median_us(record, rounds),
	       median_us(bare, rounds));
	close(fd);
	free(record);
	free(bare);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long count = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

	if (count && !strcmp(argv[1], "write"))
		return write_log(argv[2], count);
	if (count && count <= ROUNDS_MAX && !strcmp(argv[1], "compare"))
		return compare(argv[2], count);
	die("write FILE COUNT, or compare FOLDER ROUNDS");
	return 2;
}
