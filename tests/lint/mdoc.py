"""Writes mdoc(7): text, lists, displays, and the Markdown of our own pages.
Never knows what a page is about."""
import re

WIDTH = 78
MACRO = re.compile(r'[A-Z%][a-z0-9]')
INLINE = re.compile(r'(`+)(?P<code>.+?)\1'
                    r'|\*\*(?P<bold>.+?)\*\*'
                    r'|(?<![\w*])\*(?P<slanted>[^*\s][^*]*)\*(?!\w)'
                    r'|\[(?P<link>[^\]]*)\]\((?P<url>[^)]*)\)')


def plain(text):
    """Words as they are."""
    return text.replace('\\', '\\e')


def literal(text):
    """What is typed as it stands."""
    for byte, name in (('\\', '\\e'), ('-', '\\-'), ("'", '\\(aq'),
                       ('`', '\\(ga'), ('^', '\\(ha'), ('~', '\\(ti')):
        text = text.replace(byte, name)
    return text


def bold(text):
    return '\\fB%s\\fR' % literal(text)


def inline(text):
    """One paragraph of Markdown, as text with font escapes."""
    out, at = [], 0
    for found in INLINE.finditer(text):
        out.append(plain(text[at:found.start()]))
        at = found.end()
        if found['code'] is not None:
            out.append(bold(found['code'].strip()))
        elif found['bold'] is not None:
            out.append('\\fB%s\\fR' % inline(found['bold']))
        elif found['slanted'] is not None:
            out.append('\\fI%s\\fR' % inline(found['slanted']))
        else:
            out.append(inline(found['link']))
            if found['url'].startswith('http'):
                out.append(' (%s)' % literal(found['url']))
    out.append(plain(text[at:]))
    return ''.join(out)


def guard(line):
    return '\\&' + line if line.startswith(('.', "'")) else line


# A sentence ends before a word that begins one: the formatter wants to know.
END = re.compile(r'.*[.!?][)"\']*(\\fR)?[)"\']*')
START = re.compile(r'[A-Z(\\]')


def fill(text):
    """Text with escapes, as lines of the source."""
    lines, line = [], ''
    for word in text.split():
        if line and (len(line) + 1 + len(word) > WIDTH or
                     END.fullmatch(line) and START.match(word)):
            lines.append(guard(line))
            line = word
        else:
            line = line + ' ' + word if line else word
    return lines + [guard(line)] if line else lines


def arguments(text):
    """Text with escapes, behind a macro."""
    words = [('\\&' if MACRO.fullmatch(word) or
              re.fullmatch(r'[^\w\\]', word) else '') + word
             for word in text.replace('"', '\\(dq').split()]
    return ' '.join(words)


def display(lines):
    return ['.Bd -literal -offset indent'] + \
        [guard(literal(line.expandtabs())) for line in lines] + ['.Ed']


class Blocks:
    """Blocks with a .Pp where one is wanted."""

    def __init__(self):
        self.lines = []
        self.fresh = True

    def section(self, macro, text):
        self.lines.append('.%s %s' % (macro, arguments(text)))
        self.fresh = True

    def text(self, text):
        if not self.fresh:
            self.lines.append('.Pp')
        self.lines += fill(text)
        self.fresh = False

    def add(self, lines):
        self.lines += lines
        self.fresh = False

    def items(self, kind, items):
        """Of (head, body lines)."""
        out = ['.Bl ' + kind]
        for head, body in items:
            out.append(('.It ' + head).rstrip())
            out += body
        self.add(out + ['.El'])


def cells(line):
    inner = line.strip().strip('|').replace('\\|', '\0')
    return [cell.strip().replace('\0', '|') for cell in inner.split('|')]


def entry(names, values):
    """A row of a table, as an item."""
    head = inline(values[0])
    body = []
    for name, value in zip(names[1:], values[1:]):
        if value and name == 'default':
            head += ' (default %s)' % inline(value)
        elif value:
            body.append(inline(value))
    joint = '; with ' if names[-1] == 'believed with' else ' '
    return arguments(head), fill(joint.join(body))


def table(blocks, lines):
    """Where the first column's name is a key, it is what is listed."""
    names = cells(lines[0])
    if names[0].startswith('`'):
        more = '' if names[-1] == 'what' else ' (%s)' % inline(names[-1])
        blocks.text('%s%s:' % (inline(names[0]), more))
    blocks.items('-tag -width Ds',
                 [entry(names, cells(line)) for line in lines[2:]])


def list_items(lines):
    items = []
    for line in lines:
        found = re.match(r'(?:- |\d+\. )(.*)', line)
        if found:
            items.append([found[1]])
        else:
            items[-1].append(line.strip())
    return [('', fill(inline(' '.join(item)))) for item in items]


def take(lines, at, belongs):
    end = at
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return lines[at:end], end


ITEM = re.compile(r'- |\d+\. ')


def block(blocks, lines, at):
    """One block of Markdown at a line that is not blank: where it ends."""
    line = lines[at]
    if line.startswith('```'):
        inside, end = take(lines, at + 1, lambda x: not x.startswith('```'))
        blocks.add(display(inside))
        return end + 1
    if line.startswith('    '):
        inside, end = take(lines, at, lambda x: x.startswith('    '))
        blocks.add(display([x[4:] for x in inside]))
        return end
    if line.startswith('|'):
        inside, end = take(lines, at, lambda x: x.startswith('|'))
        table(blocks, inside)
        return end
    if ITEM.match(line):
        inside, end = take(lines, at, lambda x: ITEM.match(x) or
                           x.startswith('  '))
        blocks.items('-bullet' if line[0] == '-' else '-enum',
                     list_items(inside))
        return end
    inside, end = take(lines, at, lambda x: x.strip() and
                       not x.startswith(('```', '|', '#')) and
                       not ITEM.match(x))
    blocks.text(inline(' '.join(inside)))
    return end


def markdown(text):
    """A page of ours: its title is left out."""
    blocks = Blocks()
    lines = text.split('\n')
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith('## '):
            blocks.section('Sh', inline(line[3:]).upper())
        elif line.startswith('### '):
            blocks.section('Ss', inline(line[4:]))
        elif line.strip() and not line.startswith(('# ', '<!--')):
            at = block(blocks, lines, at)
            continue
        at += 1
    return blocks.lines
