/*
 * crash.h - last words of a program that breaks down: whoever waits for it is
 * to hear a sentence, not only of a signal.
 */
#ifndef REFGATE_BASE_CRASH_H
#define REFGATE_BASE_CRASH_H

#define CRASH_STACK_SIZE (32u << 10)

/* Belongs to main(): it lasts as long as the program. */
struct crash {
	char stack[CRASH_STACK_SIZE]; /* the usual one may have run out */
};

/*
 * `speak` is called, once, before SIGSEGV, SIGBUS, SIGILL, SIGFPE or SIGABRT
 * ends the program as it would have. It may call write(2) and no more.
 */
void crash_prepare(struct crash *crash, void (*speak)(int signal));

#endif
