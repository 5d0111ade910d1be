/*
 * object.c - the kinds of objects. Never reads one.
 */
#include "git/object.h"

const char *object_type_name(enum object_type type)
{
	switch (type) {
	case OBJECT_COMMIT:
		return "commit";
	case OBJECT_TREE:
		return "tree";
	case OBJECT_BLOB:
		return "blob";
	case OBJECT_TAG:
		return "tag";
	case OBJECT_NONE:
		break;
	}
	return "object of no known type";
}
