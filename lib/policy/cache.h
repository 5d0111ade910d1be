/*
 * cache.h - what the files of a policy said when they last loaded whole, kept
 * in one file of ours: a push parses, merges and checks nothing again that
 * has not changed. A copy of what is known: without it all is read anew.
 */
#ifndef REFGATE_POLICY_CACHE_H
#define REFGATE_POLICY_CACHE_H

#include "policy/extend.h"

#define POLICY_CACHE_SIZE_MAX (4u << 20)

/*
 * *out NULL: nothing is kept in request->cache, or not by this build of this
 * very policy. Else the tree, after the same files were read, which all are
 * as they were; policy->files and load->hash are as after extend_read(), and
 * load->packed is what the tree was unpacked from, in policy->kept.
 */
int cache_read(struct node **out, struct load *load);
/*
 * For a policy without a flaw, of the first `files` of policy->files. Does
 * what it can: a cache that cannot be written is none.
 */
void cache_write(const struct load *load, const struct node *tree,
		 size_t files);

#endif
