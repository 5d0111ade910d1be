"""Writes the tables of the shell completions out of what --help says. Knows
of the shells only how they quote."""
import glob
import os
import re
import textwrap

FILES = {'FILE', 'FILE...', 'KEYFILE', 'REPO', 'REPOSITORY', 'REPOSITORY...',
         'REPO...', 'ROOT'}
VALUES = {'REF': 'refs', 'COMMIT': 'refs', 'OLD': 'refs', 'NEW': 'refs',
          'OLD..NEW': 'refs', 'RANGE': 'refs', 'P': 'policies',
          'NAME': 'policies', 'RULE': 'rules', 'IDS': 'ids',
          'override': '=override'}
# Where a word means something else than with the other verbs.
OF_VERB = {'policy diff': {'OLD': ['policies', 'files'],
                           'NEW': ['policies', 'files']}}


def value_kinds(value):
    """What an option takes: words behind "=", or kinds."""
    if re.fullmatch(r'[a-z|]+\|[a-z|]+', value):
        return ['=' + word for word in value.split('|')]
    if value in FILES:
        return ['files']
    return [VALUES[value]] if value in VALUES and value != 'NAME' else []


def argument_kinds(page):
    """What may stand behind a verb: its next words, or kinds."""
    kinds = []
    for line in page.usage:
        rest = re.sub(r'^ *refgate ' + page.verb + r'\b', '', line)
        first = re.match(r' ([a-z]+)\b', rest)
        if first and rest != line:
            kinds.append('=' + first[1])
        if page.verb.count(' ') or not first:
            rest = re.sub(r'-[-\w]+ [A-Z]\w*', '', rest)
            for word in re.findall(r'[A-Za-z.]+', rest):
                kinds += OF_VERB.get(page.verb, {}).get(
                    word, ['files' if word in FILES else VALUES.get(word, '')])
        elif re.search(r' (REPO|REPOSITORY)\b', rest):
            kinds.append('files')
    return sorted(set(kinds) - {''})


def options(page):
    """(names, value, kinds, a few words) of each option."""
    out = []
    for names, value, words in page.options:
        few = re.split(r'[;:.] ', words.strip())[0].rstrip('.;:')
        out.append((names, value, value_kinds(value), few))
    return out


def presets():
    return sorted(os.path.basename(name)[:-4]
                  for name in glob.glob('policy/*.yml'))


def rule_ids(program):
    return sorted(rule['rule'] for rule in program.rules)


def quoted(text):
    return "'%s'" % text.replace("'", "'\\''")


def wrapped(name, words):
    """NAME='word word', over several lines."""
    lines = textwrap.wrap(' '.join(words), 68, break_on_hyphens=False)
    return ["%s='%s'" % (name, '\n\t'.join(lines))]


def verb_names(program):
    return [page.verb for page in program.helps if ' ' not in page.verb]


def bash(program):
    out = wrapped('_refgate_verbs', verb_names(program))
    out += wrapped('_refgate_rules', rule_ids(program))
    out += wrapped('_refgate_policies', presets())
    out += ['', '_refgate_verb() {', '\tcase $1 in']
    for page in program.helps:
        names = [name for row in options(page) for name in row[0]]
        out.append('\t%s)' % quoted(page.verb))
        out.append("\t\toptions='%s'" %
                   ' '.join([*dict.fromkeys(names), '--help']))
        out.append("\t\tkinds='%s'" % ' '.join(argument_kinds(page)))
        out.append('\t\t;;')
    out += ['\t*) return 1 ;;', '\tesac', '}', '', '_refgate_takes() {',
            '\tcase $1 in']
    for page in program.helps:
        for names, value, kinds, _ in options(page):
            if value:
                out.append("\t%s) kinds='%s' ;;" % (
                    ' | '.join(quoted('%s %s' % (page.verb, name))
                               for name in names), ' '.join(kinds)))
    return '\n'.join(out + ['\t*) return 1 ;;', '\tesac', '}']).split('\n')


def zsh_action(kinds):
    words = [kind[1:] for kind in kinds if kind[0] == '=']
    calls = ['_refgate_' + kind for kind in kinds if kind[0] != '=']
    if words and not calls:
        return '(%s)' % ' '.join(words)
    if len(calls) == 1 and not words:
        return calls[0]
    # with a blank before it, it gets these words only
    return ' _refgate_any ' + ' '.join(kinds).replace('=', '+') \
        if kinds else ' '


def zsh_text(text):
    return re.sub(r'([\[\]:\\])', r'\\\1', text)


def zsh(program):
    out = wrapped('_refgate_rule_ids', rule_ids(program))
    out += wrapped('_refgate_presets', presets())
    out += ['', '_refgate_verbs=(']
    out += ['\t' + quoted('%s:%s' % (page.verb, page.summary))
            for page in program.helps if ' ' not in page.verb]
    out += [')', '', '_refgate_specs() {', '\tcase $1 in']
    for page in program.helps:
        out += ['\t%s)' % quoted(page.verb), '\t\tspecs=(']
        for names, value, kinds, few in options(page):
            for name in names:
                out.append('\t\t\t' + quoted('*%s%s%s' % (
                    name, '[%s]' % zsh_text(few) if few else '',
                    ':%s:%s' % ('value' if '|' in value else value,
                                zsh_action(kinds)) if value else '')))
        out.append("\t\t\t'--help[tells more]'")
        kinds = argument_kinds(page)
        if kinds:
            out.append('\t\t\t' + quoted('*:argument:' + zsh_action(kinds)))
        out += ['\t\t)', '\t\t;;']
    return '\n'.join(out + ['\t*) return 1 ;;', '\tesac', '}']).split('\n')


def fish_action(kinds):
    words = ' '.join(kind[1:] for kind in kinds if kind[0] == '=')
    calls = ['(__refgate_%s)' % kind for kind in kinds
             if kind[0] != '=' and kind != 'files']
    return ' '.join(([words] if words else []) + calls)


def fish_value(kinds):
    action = fish_action(kinds)
    files = {'files', 'policies'} & set(kinds)
    return (' -r -F' if files else ' -x') + \
        (' -a ' + quoted(action) if action else '')


def fish(program):
    out = ['set -g __refgate_rule_ids %s' % ' '.join(rule_ids(program)),
           'set -g __refgate_presets %s' % ' '.join(presets()),
           'set -g __refgate_long %s' % ' '.join(
               quoted(page.verb) for page in program.helps
               if ' ' in page.verb)]
    for page in program.helps:
        if ' ' not in page.verb:
            out.append("complete -c refgate -n '__refgate_verb \"\"' -a %s "
                       "-d %s" % (page.verb, quoted(page.summary)))
    for page in program.helps:
        head = 'complete -c refgate -n %s' % quoted(
            '__refgate_verb "%s"' % page.verb)
        for names, value, kinds, few in options(page):
            flags = ''.join(' -l ' + name[2:] if name[:2] == '--'
                            else ' -s ' + name[1:] for name in names)
            out.append(head + flags + (fish_value(kinds) if value else '') +
                       (' -d ' + quoted(few) if few else ''))
        out.append(head + " -l help -d 'tells more'")
        kinds = argument_kinds(page)
        if {'files', 'policies'} & set(kinds):
            out.append(head + ' -F')
        if fish_action(kinds):
            out.append(head + ' -a ' + quoted(fish_action(kinds)))
    return out
