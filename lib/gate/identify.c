/*
 * identify.c - see identify.h. What cannot be verified proves nobody.
 */
#include "gate/identify.h"

#include "git/push_certificate.h"

#include <string.h>

static bool is_source(const struct pusher *pusher, const char *name)
{
	return pusher->source && !strcmp(pusher->source, name);
}

static int set_signer(struct gate *gate, struct pusher *pusher,
		      struct signer signer, struct error *error)
{
	if (!signer.is_one)
		return 0;
	pusher->person = signer.person;
	pusher->login =
		arena_copy(&gate->judgement->arena, signer_title(signer));
	return pusher->login ? 0 : error_no_memory(error);
}

static int by_ssh_key(struct gate *gate, struct pusher *pusher,
		      struct trust *trust, struct error *error)
{
	struct error doubt = { 0 };
	struct signer signer;

	/* rules that need to know who it is are broken, no others */
	if (trust_ssh_owner(trust, str_of(pusher->ssh_key), &signer, &doubt))
		return 0;
	return set_signer(gate, pusher, signer, error);
}

int identify(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	int result = 0;

	for (size_t i = 0; !result && i < request->policy_count; i++) {
		struct pusher *pusher = &gate->pushers[i];

		*pusher = request->pusher;
		pusher_resolve(pusher, &request->policies[i]->people);
		if (!pusher->login && pusher->ssh_key)
			result = by_ssh_key(gate, pusher, request->trusts[i],
					    error);
	}
	gate->judgement->pusher = gate->pushers[0];
	return result;
}

static const char *nonce_flaw(const struct push_input *input,
			      const struct push_certificate *certificate)
{
	static const struct {
		const char *status, *words;
	} flaws[] = {
		{ "BAD", "its nonce is not the one that this server gave" },
		{ "MISSING", "it has no nonce" },
		{ "SLOP", "its nonce is too old" },
		{ "UNSOLICITED", "this server gives no nonces "
				 "(receive.certNonceSeed is not set)" },
		{ "", "this server gives no nonces "
		      "(receive.certNonceSeed is not set)" },
	};

	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++)
		if (!strcmp(input->nonce_status, flaws[i].status))
			return flaws[i].words;
	if (strcmp(input->nonce_status, "OK") ||
	    !str_is(certificate->nonce, input->nonce))
		return flaws[0].words;
	return NULL;
}

static int judge_certificate(struct gate *gate, size_t index,
			     const struct push_certificate *read,
			     struct error *error)
{
	struct certificate *certificate = &gate->certificates[index];
	const struct signed_object object = {
		.payload = &read->payload,
		.payload_count = 1,
		.signature = read->signature,
		.time = read->has_identity ? read->pusher.time : 0,
	};
	struct error doubt = { 0 };
	int result = trust_verify(gate->request->trusts[index], &object,
				  &gate->judgement->arena,
				  &certificate->signature, &doubt);

	if (result == ERROR_BROKEN) {
		certificate->broken = true;
		certificate->flaw =
			arena_copy(&gate->judgement->arena, str_of(doubt.text));
		result = certificate->flaw ? 0 : error_no_memory(error);
	} else if (result) {
		*error = doubt;
	}
	return result;
}

static int use_certificate(struct gate *gate, size_t index,
			   const struct push_certificate *read,
			   struct error *error)
{
	const struct push_input *input = gate->request->input;
	struct certificate *certificate = &gate->certificates[index];
	struct pusher *pusher = &gate->pushers[index];
	int result = judge_certificate(gate, index, read, error);

	if (!result && !certificate->flaw)
		certificate->flaw = nonce_flaw(input, read);
	if (!result && !certificate->broken &&
	    !push_certificate_covers(read, input))
		certificate->flaw = "it tells of other updates than the push";
	if (result || certificate->flaw || !is_source(pusher, "certificate") ||
	    certificate->signature.state != SIGNATURE_GOOD)
		return result;
	return set_signer(gate, pusher, certificate->signature.signer, error);
}

static void set_flaw(struct gate *gate, const char *flaw)
{
	for (size_t i = 0; i < GATE_POLICIES_MAX; i++)
		gate->certificates[i] = (struct certificate){
			.signature = { .state = SIGNATURE_MALFORMED },
			.flaw = flaw
		};
}

static int read_certificate(struct push_certificate *out, struct gate *gate,
			    struct object *object, struct error *error)
{
	struct arena *arena = &gate->judgement->arena;
	struct flaw flaw = { 0, "it is no blob" };
	const char *text;
	int result = object_read(object, gate->repo,
				 &gate->request->input->certificate,
				 PUSH_CERTIFICATE_SIZE_MAX, error);

	if (result)
		return result;
	if (object->type == OBJECT_BLOB &&
	    !push_certificate_read(out, object->data, arena, &flaw))
		return 0;
	out->count = 0;
	text = arena_printf(arena, "it cannot be read: line %zu, %s", flaw.line,
			    flaw.what);
	set_flaw(gate, text ? text : flaw.what);
	return 0;
}

int identify_by_certificate(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	struct push_certificate read = { .count = 0 };
	struct object object = { 0 };
	int result;

	if (!request->input->has_certificate)
		return 0;
	result = read_certificate(&read, gate, &object, error);
	for (size_t i = 0; !result && read.count && i < request->policy_count;
	     i++)
		result = use_certificate(gate, i, &read, error);
	object_release(&object);
	gate->judgement->pusher = gate->pushers[0];
	return result ? error_context(error, "the certificate of the push") : 0;
}
