/*
 * commit_text.h - the lines that commits are made of, for tables of them. For
 * tests only.
 */
#ifndef REFGATE_TESTS_COMMIT_TEXT_H
#define REFGATE_TESTS_COMMIT_TEXT_H

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define TREE "tree " ID_A "\n"
#define PARENT_A "parent " ID_A "\n"
#define PARENT_B "parent " ID_B "\n"
#define AUTHOR "author A U Thor <a@x> 1 +0000\n"
#define COMMITTER "committer C <c@x> 2 -0130\n"
#define PEOPLE AUTHOR COMMITTER
#define HEAD TREE PARENT_A PEOPLE

#endif
