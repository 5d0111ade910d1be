/*
 * no-refs.c - lists no refs: git's core.alternateRefsCommand for a repository
 * that borrows objects from no other one. See docs/decisions.md.
 */

int main(void)
{
	return 0;
}
