/*
 * paths.h - where this build was told to live. Set by the Makefile from
 * PREFIX and SYSCONFDIR; never read from the environment.
 */
#ifndef REFGATE_BASE_PATHS_H
#define REFGATE_BASE_PATHS_H

extern const char paths_policy_dir[];  /* the shipped policies */
extern const char paths_sysconf_dir[]; /* policy.yml, floor.yml */
extern const char paths_libexec_dir[]; /* the hooks */
extern const char paths_version[];     /* "0.1.0" */
extern const char paths_build[];       /* a hash over the sources of lib/ */

#endif
