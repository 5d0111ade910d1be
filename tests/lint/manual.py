"""Writes those parts of the manual pages and completions that stand elsewhere
already: manual.py REFGATE [--check]. REFGATE is the built program.

A part lies between the lines "BEGIN NAME" and "END NAME", as comments. With
--check nothing is written, and files that are out of date are named."""
import glob
import json
import re
import subprocess
import sys

import complete
import mdoc


class Help:
    """What `refgate VERB --help` says."""

    def __init__(self, verb, summary, text):
        self.verb, self.summary, self.text = verb, summary, text
        self.usage, self.options, self.blocks = [], [], []
        parts = [part.split('\n') for part in text.strip('\n').split('\n\n')]
        self.usage = [line[7:] for line in parts[0]]
        for part in parts[1:]:
            if re.match(r'  +-', part[0]):
                options = self.read_options(part)
                self.options += options
                self.blocks.append(('options', options))
            elif part[0].startswith('  '):
                self.blocks.append(('example', [x[2:] for x in part]))
            else:
                self.blocks.append(('text', ' '.join(part)))

    @staticmethod
    def read_options(lines):
        """(["--ref"], "REF", "what it is") of each."""
        out = []
        for line in lines:
            found = re.match(r'  (-\S.*?)(?:  +(\S.*))?$', line)
            if not found:
                out[-1][2] += ' ' + line.strip()
                continue
            for part in [found[1]] if re.match(r'-\w, ', found[1]) \
                    else found[1].split(', '):
                words = part.replace(',', ' ').split()
                names = [word for word in words if word[0] == '-']
                value = ' '.join(word for word in words if word[0] != '-')
                out.append([names, value, found[2] or ''])
        return out


class Program:
    """What the built program says of itself."""

    def __init__(self, path):
        self.path = path
        self.rules = self.ask_json('explain', 'rules', '--format', 'json')
        self.details = [self.ask_json('explain', rule['rule'], '--format',
                                      'json') for rule in self.rules]
        self.override = self.ask_json('explain', 'override', '--format',
                                      'json')
        self.helps = []
        for line in self.ask('--help').split('\n'):
            found = re.match(r'  ([a-z]+) +(\S.*)', line)
            if found:
                self.add(found[1], found[2])

    def ask(self, *words):
        return subprocess.run([self.path, *words], check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def ask_json(self, *words):
        return json.loads(self.ask(*words))

    def add(self, verb, summary):
        text = self.ask(verb, '--help')
        self.helps.append(Help(verb, summary, text))
        for line in self.helps[-1].usage:
            found = re.match(r'refgate %s ([a-z]+)\b' % verb, line)
            if not found:
                continue
            below = self.ask(verb, found[1], '--help')
            if below != text:
                self.helps.append(Help('%s %s' % (verb, found[1]), '', below))


def option_head(names, value):
    words = []
    for name in names:
        words += [','] if words else []
        words += ['Fl Fl ' + name[2:] if name.startswith('--')
                  else 'Fl ' + name[1:]]
    if re.fullmatch(r'[a-z|]+\|[a-z|]+', value):
        words.append(' | '.join('Cm ' + x for x in value.split('|')))
    elif value:
        words.append('Ar ' + value)
    return ' '.join(words)


def verbs(program):
    blocks = mdoc.Blocks()
    for page in program.helps:
        blocks.section('Ss', 'refgate ' + page.verb)
        blocks.add(mdoc.display(page.usage))
        for kind, block in page.blocks:
            if kind == 'text':
                blocks.text(mdoc.inline(block))
            elif kind == 'example':
                blocks.add(mdoc.display(block))
            else:
                blocks.items('-tag -width Ds', [
                    (option_head(names, value), mdoc.fill(mdoc.plain(help)))
                    for names, value, help in block])
    return blocks.lines


def option_rows(rows):
    items = []
    for row in rows:
        body = mdoc.fill(mdoc.plain(row['help'] or ''))
        if row.get('options'):
            body += option_rows(row['options'])
        items.append((mdoc.arguments('%s (%s)' % (
            mdoc.bold(row['key']), mdoc.plain(row['type']))), body))
    blocks = mdoc.Blocks()
    blocks.items('-tag -width Ds', items)
    return blocks.lines


def rules(program):
    blocks = mdoc.Blocks()
    for rule in program.details:
        blocks.section('Ss', 'Rule ' + rule['rule'])
        blocks.text(mdoc.plain('Refuses %s.' % rule['summary']))
        if rule['options']:
            blocks.add(option_rows(rule['options']))
        blocks.add(mdoc.display(rule['example'].rstrip('\n').split('\n')))
    blocks.section('Ss', 'Options of every rule')
    blocks.add(option_rows(program.details[0]['common_options']))
    return blocks.lines


def override(program):
    return option_rows(program.override['options'])


def markdown(_, path):
    with open(path, encoding='utf-8') as file:
        return mdoc.markdown(file.read())


PARTS = {'verbs': verbs, 'rules': rules, 'override': override,
         'markdown': markdown,
         'bash': complete.bash, 'zsh': complete.zsh, 'fish': complete.fish}


def renewed(program, lines):
    out, skipping = [], False
    for line in lines:
        found = re.match(r'(?:\.\\"|#) (BEGIN|END) (\w+)(?: (\S+))?$', line)
        if found and found[1] == 'END':
            skipping = False
        if not skipping:
            out.append(line)
        if found and found[1] == 'BEGIN':
            out += PARTS[found[2]](program, *([found[3]] if found[3] else []))
            skipping = True
    return out


def main(path, mode='--write'):
    program = Program(path)
    for name in sorted(glob.glob('docs/*.[158]') +
                       glob.glob('contrib/completions/*')):
        with open(name, encoding='utf-8') as file:
            before = file.read()
        after = '\n'.join(renewed(program, before.split('\n')))
        if after == before:
            continue
        if mode == '--check':
            print('%s: out of date: make manual' % name)
            continue
        with open(name, 'w', encoding='utf-8') as file:
            file.write(after)


if __name__ == '__main__':
    main(*sys.argv[1:])
