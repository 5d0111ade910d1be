/*
 * leave.h - the end of a program that has said and recorded all. What its
 * libraries would still do at exit(3) is not done: what broke down in it would
 * make a verdict that is recorded another one.
 */
#ifndef REFGATE_BASE_LEAVE_H
#define REFGATE_BASE_LEAVE_H

/* Nothing that stdio holds is written. */
__attribute__((noreturn)) void leave(int status);

#endif
