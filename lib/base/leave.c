/* leave.c - see leave.h. Never gets in the way of who counts at the end. */
#include "base/leave.h"

#include "base/sanitizer.h"

#include <stdlib.h>
#include <unistd.h>

void leave(int status)
{
#if HAS_SANITIZER || defined(REFGATE_COVERAGE)
	exit(status);
#else
	_exit(status);
#endif
}
