/*
 * repo_fixture.h - bare repositories by their paths, blobs that git puts
 * there, and what we read of them. For tests only.
 */
#ifndef REFGATE_TESTS_REPO_FIXTURE_H
#define REFGATE_TESTS_REPO_FIXTURE_H

#include "base/buf.h"
#include "git/repo.h"

#define REPO_FIXTURE_LIMIT 1000 /* bytes of an object that is read */

void repo_fixture_init(const char *path);
/* repo_open(); `quarantine` may be NULL. */
int repo_fixture_try(struct repo **repo, const char *path,
		     const char *quarantine, struct error *error);
/* The same; the test fails if it cannot be opened. */
struct repo *repo_fixture_open(const char *path, const char *quarantine);
/* A loose blob of the repository at `repo`. */
struct oid repo_fixture_put(const char *repo, struct str data);
/* Where it lies; in `path`. */
void repo_fixture_file(struct buf *path, const char *repo,
		       const struct oid *id);

void assert_reads(struct repo *repo, const struct oid *id, struct str wanted);

#endif
