#!/usr/bin/env python3
"""Whether a page of Markdown is whole: markdown.py FILE

Fences are closed, headings and lists stand apart, code spans end on their
line, no markup of a stranger is left, nothing is invisible, no line ends in a
blank, and no table begins.
"""
import re
import sys
import unicodedata

# An escaped mark, or a code span: whichever begins first.
QUIET = re.compile(r'\\[!-/:-@\[-`{-~]|(`+)(?!`).*?(?<!`)\1(?!`)')
HTML = re.compile(r'(?<!\\)<[A-Za-z/!?]')
LINK = re.compile(r'(?<!\\)\]\(')


def outside(lines):
    """Lines outside of code blocks with their numbers; ends in an error."""
    fence = None
    for number, line in enumerate(lines, 1):
        mark = re.match(r'(`{3,})([a-z]*)$', line)
        if fence and line == fence:
            fence = None
        elif not fence and mark:
            fence = mark[1]
            if lines[number - 2]:
                yield number, 'a fence does not stand apart', line
        elif not fence:
            yield number, None, line
    if fence:
        yield len(lines), 'a fence is not closed', fence


def words(line):
    """A line without code spans and escaped marks."""
    return QUIET.sub('', line)


def flaws_of(line, before):
    rest = words(line)
    if '`' in rest:
        yield 'a code span has no end'
    if HTML.search(rest):
        yield 'HTML'
    if LINK.search(rest):
        yield 'a link'
    if line.startswith('|') or re.match(r'\s*:?-{3,}', line):
        yield 'a table or a rule'
    if line.startswith('#') and before:
        yield 'a heading does not stand apart'
    if line.startswith('- ') and before and not before.startswith('- '):
        yield 'a list does not stand apart'
    if before.startswith('- ') and line and not line.startswith('- '):
        yield 'a list does not end'


def check(text):
    lines = text.split('\n')
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, 'it ends in a blank'
        if any(unicodedata.category(c) in ('Cc', 'Cf') for c in line):
            yield number, 'something invisible'
    before = ''
    for number, flaw, line in outside(lines):
        if flaw:
            yield number, flaw
            continue
        for flaw in flaws_of(line, before):
            yield number, flaw
        before = line


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        text = file.read()
    flaws = list(check(text))
    if not text.startswith('# ') or not text.endswith('\n'):
        flaws.append((1, 'no title, or no end'))
    for number, flaw in flaws:
        print('%s:%d: %s' % (sys.argv[1], number, flaw))
    sys.exit(1 if flaws else 0)


main()
