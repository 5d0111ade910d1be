/*
 * leave.h - the end of a program that has said and recorded all. Libraries
 * that it has loaded are not asked to tidy up: what broke down in one of them
 * would make a verdict that is recorded another one.
 */
#ifndef REFGATE_BASE_LEAVE_H
#define REFGATE_BASE_LEAVE_H

/* Nothing that stdio holds is written. */
__attribute__((noreturn)) void leave(int status);

#endif
