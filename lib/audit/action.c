/*
 * action.c - the actions and their ECS categories, types, outcomes and
 * levels, one row each. Never decides which action it is.
 */
#include "audit/action.h"

#define CONFIGURATION            \
	{                        \
		"configuration", \
	}

static const struct action actions[] = {
	[EVENT_PUSH_ACCEPTED] = { "push-accepted",
				  CONFIGURATION,
				  { "change", "allowed" },
				  "success",
				  "refgate.push",
				  "info" },
	[EVENT_PUSH_DENIED] = { "push-denied",
				CONFIGURATION,
				{ "change", "denied" },
				"failure",
				"refgate.push",
				"warning" },
	[EVENT_PUSH_LANDED] = { "push-landed",
				CONFIGURATION,
				{ "change" },
				"success",
				"refgate.push",
				"info" },
	[EVENT_POLICY_OVERRIDE] = { "policy-override",
				    CONFIGURATION,
				    { "change", "allowed" },
				    "success",
				    "refgate.push",
				    "warning" },
	[EVENT_POLICY_CHANGED] = { "policy-changed",
				   CONFIGURATION,
				   { "change" },
				   "success",
				   "refgate.gate",
				   "notice" },
	[EVENT_GATE_BYPASSED] = { "gate-bypassed",
				  { "configuration", "intrusion_detection" },
				  { "change", "info" },
				  "unknown",
				  "refgate.gate",
				  "alert" },
	[EVENT_GATE_BROKEN] = { "gate-broken",
				CONFIGURATION,
				{ "denied", "error" },
				"failure",
				"refgate.push",
				"error" },
	[EVENT_IMPORT] = { "import",
			   CONFIGURATION,
			   { "change", "allowed" },
			   "success",
			   "refgate.push",
			   "notice" },
	[EVENT_CHECK_ONLY] = { "check-only",
			       CONFIGURATION,
			       { "info" },
			       NULL,
			       "refgate.push",
			       "info" },
	[EVENT_INSTALLED] = { "installed",
			      CONFIGURATION,
			      { "creation" },
			      "success",
			      "refgate.gate",
			      "notice" },
	[EVENT_REMOVED] = { "removed",
			    CONFIGURATION,
			    { "deletion" },
			    "success",
			    "refgate.gate",
			    "warning" },
	[EVENT_ROTATED] = { "rotated",
			    CONFIGURATION,
			    { "info" },
			    "success",
			    "refgate.log",
			    "info" },
	[EVENT_RECOVERED] = { "recovered",
			      CONFIGURATION,
			      { "error" },
			      "unknown",
			      "refgate.log",
			      "warning" },
};

const struct action *action_of(enum event_action action)
{
	return &actions[action];
}

const char *event_action_name(enum event_action action)
{
	return actions[action].name;
}
