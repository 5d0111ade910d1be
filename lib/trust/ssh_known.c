/*
 * ssh_known.c - what the trust files say about the key of a signature that
 * fits: revoked, not for git, not for now, or whose. Never takes a name with
 * wildcards, or one of several, for a person.
 */
#include "trust/ssh_judge.h"

#include "base/clock.h"
#include "trust/ssh_wire.h"

#include <inttypes.h>

/* How an entry looks upon a signature. */
struct finding {
	const struct allowed_signer *entry;
	enum signature_state state;
	struct str name;
	const char *thing; /* whose time is over: "key" or "certificate" */
	uint64_t bound;
	int64_t dated; /* the object's time, if that is outside; else 0 */
	bool is_shadowed;
};

static int tell(struct ssh_judge *judge, enum signature_state state,
		const char *text)
{
	if (!text)
		return error_no_memory(judge->error);
	return signature_set(judge->out, state, judge->arena, judge->error,
			     "%s", text);
}

bool ssh_entry_counts(const struct ssh_judge *judge,
		      const struct allowed_signer *entry)
{
	return entry->is_authority == judge->has_certificate;
}

bool ssh_entry_is_valid_at(const struct allowed_signer *entry, int64_t time)
{
	return time >= entry->valid_after &&
	       (entry->valid_before == 0 || time < entry->valid_before);
}

struct signer ssh_entry_signer(const struct allowed_signer *entry,
			       const struct people *people)
{
	if (!entry->is_literal)
		return (struct signer){ .name = entry->principals };
	return signer_by_name(people, entry->principals);
}

static size_t counting_entries(const struct ssh_judge *judge)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < judge->entry_count; i++)
		count += ssh_entry_counts(judge, &judge->entries[i]);
	return count;
}

int ssh_check_known(struct ssh_judge *judge)
{
	const struct trust_options *options = judge->trust->base->options;
	const struct ssh_certificate *certificate = &judge->certificate;
	struct str blob = judge->has_certificate ? certificate->authority.blob :
						   judge->key.blob;
	const char *fingerprint = ssh_fingerprint_text(blob, judge->arena);

	if (!fingerprint)
		return error_no_memory(judge->error);
	judge->out->valid = true;
	judge->entries = allowed_signers_find(&judge->trust->signers, blob,
					      &judge->entry_count);
	if (judge->has_certificate ? counting_entries(judge) > 0 :
				     judge->entry_count > 0)
		return SSH_GO_ON;
	return signature_set(
		judge->out, SIGNATURE_UNKNOWN_KEY, judge->arena, judge->error,
		"unknown key %s%s%s", fingerprint,
		judge->has_certificate ? " of a certificate's authority" : "",
		options->ssh.path ? "" : ": this server trusts no SSH keys");
}

/* " of alice@example.com", or "". */
static const char *of_name(const struct ssh_judge *judge, struct str name)
{
	const char *text = NULL;

	if (name.size)
		text = arena_printf(judge->arena, " of %.*s", STR_ARGS(name));
	return text ? text : "";
}

int ssh_check_revoked(struct ssh_judge *judge)
{
	const struct krl *krl = judge->trust->revoked;
	const struct allowed_signer *first = &judge->entries[0];

	if (!krl)
		return SSH_GO_ON;
	if (judge->has_certificate) {
		if (!krl_has_certificate(krl, &judge->certificate))
			return SSH_GO_ON;
		return tell(judge, SIGNATURE_REVOKED,
			    arena_printf(judge->arena,
					 "revoked certificate of key %s, "
					 "serial %" PRIu64,
					 judge->out->key,
					 judge->certificate.serial));
	}
	if (!krl_has_key(krl, judge->key.blob))
		return SSH_GO_ON;
	return tell(judge, SIGNATURE_REVOKED,
		    arena_printf(judge->arena, "revoked key %s%s",
				 judge->out->key,
				 of_name(judge, first->principals)));
}

int ssh_check_certificate(struct ssh_judge *judge)
{
	const char *what = NULL;

	if (!judge->has_certificate)
		return SSH_GO_ON;
	if (!judge->certificate.is_user)
		what = "a certificate for hosts";
	else if (judge->certificate.has_critical_options)
		what = "a certificate with critical options";
	if (!what)
		return SSH_GO_ON;
	return tell(judge, SIGNATURE_NOT_ALLOWED,
		    arena_printf(judge->arena,
				 "not allowed here: key %s has %s",
				 judge->out->key, what));
}

/* The first principal that the entry allows; *count is of all there are. */
static struct str allowed_principal(const struct ssh_certificate *certificate,
				    const struct allowed_signer *entry,
				    size_t *count)
{
	struct str rest = certificate->principals;
	struct str found = { NULL, 0 };
	struct str name;

	for (*count = 0; wire_string(&rest, &name); (*count)++)
		if (!found.data &&
		    pattern_list_matches(entry->principals, name))
			found = name;
	return found;
}

/* GOOD: within the bounds. */
static enum signature_state compare(uint64_t after, uint64_t before,
				    int64_t time, struct finding *finding)
{
	uint64_t at = time > 0 ? (uint64_t)time : 0;

	if (at < after) {
		finding->bound = after;
		return SIGNATURE_NOT_YET_VALID;
	}
	finding->bound = before;
	return at < before ? SIGNATURE_GOOD : SIGNATURE_EXPIRED;
}

/* By our clock, and by git's view of the time. */
static void judge_time(const struct ssh_judge *judge, const char *thing,
		       uint64_t after, uint64_t before, struct finding *finding)
{
	int64_t dated = judge->object->time;

	if (finding->state != SIGNATURE_GOOD)
		return;
	finding->thing = thing;
	finding->state = compare(after, before,
				 judge->trust->base->options->now, finding);
	if (finding->state != SIGNATURE_GOOD || dated == 0)
		return;
	finding->state = compare(after, before, dated, finding);
	if (finding->state != SIGNATURE_GOOD)
		finding->dated = dated;
}

static struct finding judge_entry(const struct ssh_judge *judge,
				  const struct allowed_signer *entry)
{
	const struct ssh_certificate *certificate = &judge->certificate;
	struct finding finding = { .entry = entry,
				   .state = SIGNATURE_GOOD,
				   .name = entry->principals };
	size_t count;

	if (judge->has_certificate)
		finding.name = allowed_principal(certificate, entry, &count);
	if (entry->namespaces.size &&
	    !pattern_list_matches(entry->namespaces, ssh_namespace(judge)))
		finding.state = SIGNATURE_NOT_ALLOWED;
	else if (!finding.name.data)
		finding.state = SIGNATURE_UNTRUSTED;
	judge_time(judge, "key", (uint64_t)entry->valid_after,
		   entry->valid_before ? (uint64_t)entry->valid_before :
					 UINT64_MAX,
		   &finding);
	if (judge->has_certificate)
		judge_time(judge, "certificate", certificate->valid_after,
			   certificate->valid_before, &finding);
	return finding;
}

static struct signer finding_signer(const struct ssh_judge *judge,
				    const struct finding *finding)
{
	const struct people *people = judge->trust->base->options->people;
	size_t count;

	if (!judge->has_certificate)
		return ssh_entry_signer(finding->entry, people);
	(void)allowed_principal(&judge->certificate, finding->entry, &count);
	if (count != 1)
		return (struct signer){ .name = finding->name };
	return signer_by_name(people, finding->name);
}

static int pass(struct ssh_judge *judge, struct signer signer, struct str name)
{
	struct signature *out = judge->out;

	if (signer.name.size == 0)
		signer.name = name;
	signer.name.data = arena_copy(judge->arena, signer.name);
	if (!signer.name.data)
		return error_no_memory(judge->error);
	out->signer = signer;
	return signature_set(out, SIGNATURE_GOOD, judge->arena, judge->error,
			     "%s", "");
}

static const char *time_text(const struct ssh_judge *judge,
			     const struct finding *finding)
{
	bool is_over = finding->state == SIGNATURE_EXPIRED;
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	buf_addf(&text, "%s %s %s%s: valid %s ",
		 is_over ? "expired" : "not yet valid", finding->thing,
		 judge->out->key, of_name(judge, finding->name),
		 is_over ? "before" : "after");
	clock_format_seconds(&text, finding->bound > INT64_MAX ?
					    INT64_MAX :
					    (int64_t)finding->bound);
	if (finding->dated) {
		buf_add_text(&text, ", dated ");
		clock_format_seconds(&text, finding->dated);
	}
	if (!buf_failed(&text))
		copy = arena_copy(judge->arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static const char *finding_text(const struct ssh_judge *judge,
				const struct finding *finding)
{
	struct arena *arena = judge->arena;
	struct str namespaces = finding->entry->namespaces;
	struct str packed = judge->certificate.principals;
	struct str first = { NULL, 0 };

	if (finding->is_shadowed)
		return arena_printf(arena,
				    "untrusted key %s: an earlier line of the "
				    "trust file names it for others",
				    judge->out->key);
	switch (finding->state) {
	case SIGNATURE_NOT_ALLOWED:
		return arena_printf(arena,
				    "not allowed here: key %s%s is for "
				    "namespaces \"%.*s\"",
				    judge->out->key,
				    of_name(judge, finding->name),
				    STR_ARGS(namespaces));
	case SIGNATURE_UNTRUSTED:
		if (!wire_string(&packed, &first))
			return arena_printf(arena,
					    "untrusted key %s: its "
					    "certificate names nobody",
					    judge->out->key);
		return arena_printf(arena,
				    "untrusted key %s: its authority may not "
				    "speak for %.*s",
				    judge->out->key, STR_ARGS(first));
	default:
		return time_text(judge, finding);
	}
}

/* How far an entry came, in the order of the states. */
static int rank(enum signature_state state)
{
	switch (state) {
	case SIGNATURE_GOOD:
		return 4;
	case SIGNATURE_EXPIRED:
	case SIGNATURE_NOT_YET_VALID:
		return 3;
	case SIGNATURE_UNTRUSTED:
		return 2;
	default:
		return 1;
	}
}

/*
 * The one whose names git goes on with: ssh-keygen -Y find-principals stops
 * at the first that is valid, whatever it is for. NULL: none.
 */
static const struct allowed_signer *find_picked(const struct ssh_judge *judge)
{
	int64_t time = judge->object->time ? judge->object->time :
					     judge->trust->base->options->now;
	const struct allowed_signer *entry;
	size_t count;
	size_t i;

	for (i = 0; i < judge->entry_count; i++) {
		entry = &judge->entries[i];
		if (!ssh_entry_counts(judge, entry) ||
		    !ssh_entry_is_valid_at(entry, time))
			continue;
		if (!judge->has_certificate ||
		    allowed_principal(&judge->certificate, entry, &count).data)
			return entry;
	}
	return NULL;
}

/* What git does not come to does not pass. */
static void judge_place(const struct allowed_signer *picked,
			struct finding *finding)
{
	if (finding->state != SIGNATURE_GOOD ||
	    (picked &&
	     str_equal(picked->principals, finding->entry->principals)))
		return;
	finding->state = SIGNATURE_UNTRUSTED;
	finding->is_shadowed = true;
}

/* The best one; *signer is of all that name the key. *best without entry: none.
 */
static void judge_entries(struct ssh_judge *judge, struct finding *best,
			  struct signer *signer)
{
	const struct allowed_signer *picked = find_picked(judge);
	struct finding finding;
	struct signer one;
	size_t named = 0;
	size_t i;

	for (i = 0; i < judge->entry_count; i++) {
		if (!ssh_entry_counts(judge, &judge->entries[i]))
			continue;
		finding = judge_entry(judge, &judge->entries[i]);
		if (finding.state == SIGNATURE_GOOD) {
			one = finding_signer(judge, &finding);
			*signer = named++ ? signer_join(*signer, one) : one;
		}
		judge_place(picked, &finding);
		if (!best->entry || rank(finding.state) > rank(best->state))
			*best = finding;
	}
}

int ssh_check_entries(struct ssh_judge *judge)
{
	struct finding best = { .state = SIGNATURE_UNTRUSTED };
	struct signer signer = { .is_one = false };

	judge_entries(judge, &best, &signer);
	if (!best.entry)
		return tell(judge, SIGNATURE_UNTRUSTED,
			    arena_printf(judge->arena,
					 "untrusted key %s: it is an "
					 "authority's, for certificates only",
					 judge->out->key));
	if (best.state == SIGNATURE_GOOD)
		return pass(judge, signer, best.name);
	return tell(judge, best.state, finding_text(judge, &best));
}
