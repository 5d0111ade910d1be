"""Questions about commits, tags, messages, names and refs."""
import re

import words
from kinds import Kind, differ, escape, nul_fields, unescape
from store import raw, run

PEOPLE = ["%an", "%ae", "%at", "%ad", "%cn", "%ce", "%ct", "%cd"]


def log(store, ids, fields):
    """git log's fields of each commit, none of them re-encoded."""
    ids = list(dict.fromkeys(ids))
    out = nul_fields(store.git(
        "log", "--no-walk=unsorted", "--stdin", "--encoding=none", "--date=raw",
        "-z", "--format=" + "%x00".join(["%H"] + fields),
        data=store.lines(ids))) if ids else []
    size = len(fields) + 1
    rows = [out[n:n + size] for n in range(0, len(out) - 1, size)]
    assert [row[0] for row in rows] == ids, rows[:3]
    return {row[0]: row[1:] for row in rows}


def zone_minutes(zone):
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    return -minutes if zone[0] == "-" else minutes


class People(Kind):
    """Author, committer, tree, parents, encoding of a commit."""

    name = "people"
    probe = "read"

    def generate(self, rnd, plan):
        for label in rnd.sample(plan.labels, min(6, len(plan.labels))):
            yield [label]

    def lines(self, view, args, name):
        return ["commit " + view.id[args[0]]]

    def git(self, store, asked):
        found = log(store, [v.id[l] for v, (l,) in asked],
                    ["%T %P", "%e"] + PEOPLE)
        return [found[v.id[l]] for v, (l,) in asked]

    def compare(self, view, args, ours, git):
        commit = view.plan.commits[view.plan.at[args[0]]]
        lines = [escape(recoded(commit, unescape(l))).replace("%20", " ", 1)
                 for l in ours[0]]
        wanted = ["tree " + git[0].rstrip()]
        lines[0] = ours[0][0]
        for what, (name, email, time, date) in (("author", git[2:6]),
                                                ("committer", git[6:10])):
            wanted += ["%s %s" % (what, escape(name)),
                       "email " + escape(email), "time %s%%20%d" % (
                           time, zone_minutes(date.split()[1]))]
        wanted.append("encoding " + escape(git[1]))
        return differ("people", lines, wanted)


def model_fields(message):
    """policy.md's trailers and sections, as (name, value) pairs."""
    lines = message.split("\n")
    if lines[-1] == "":
        lines.pop()
    at = 0
    while at < len(lines) and not lines[at].strip(" \t\r\f\v"):
        at += 1
    lines = lines[at + 1:]
    start, blank = len(lines), True
    for n, line in enumerate(lines):
        now = not line.strip(" \t\r\f\v")
        if blank and not now:
            start = n
        blank = now
    trailers, open_ = [], False
    for line in lines[start:]:
        name = re.match(r"([A-Za-z0-9-]+):(?!//)", line)
        if any(line.startswith(s + ":") for s in words.SECTIONS):
            open_ = False
        elif open_ and line[:1] in (" ", "\t") and line.strip(" \t\r\f\v"):
            trailers[-1][1] += "\n" + line
        else:
            open_ = bool(name)
            if name:
                trailers.append([name.group(1), line[name.end():]])
    return [(n, v.strip(" \t\r\n\f\v")) for n, v in trailers]


def blanks(text):
    """Each run of blanks as one."""
    return " ".join(re.split(r"[ \t\r\n\f\v]+", text)).strip()


def recoded(commit, text):
    """As git log shows it: in UTF-8, whatever it was in."""
    if commit["encoding"] in ("ISO-8859-1", "latin1"):
        return text.encode().decode("latin-1")
    return text


class Message(Kind):
    """Subject and trailers. By the definition of the policy language, and
    beside git's own, which finds less: it wants a last paragraph of trailers
    only, or one that git itself has begun. Where git finds any, both find
    the same, but for what is ONLY_GIT's, and for messages that have what git
    takes off their end.
    """

    name = "message"
    probe = "read"
    # A blank before the colon; URLs; what begins a section.
    ONLY_GIT = (re.compile(r"([A-Za-z0-9-]+)[ \t]+:(.*)"),
                re.compile(r"([A-Za-z0-9-]+):(//.*)"),
                re.compile(r"(Why):(.*)"))
    # Comments, and notes of conflicts.
    TAKEN_OFF = re.compile(r"(?m)^(#|Conflicts:)")

    def generate(self, rnd, plan):
        for label in rnd.sample(plan.labels, min(6, len(plan.labels))):
            yield [label]

    def lines(self, view, args, name):
        return ["message %s %s" % (view.id[args[0]], " ".join(
            escape(s) for s in words.SECTIONS))]

    def git(self, store, asked):
        ids = [v.id[l] for v, (l,) in asked]
        found = log(store, ids, ["%s", "%(trailers:only,unfold)"])
        return [found[i] for i in ids]

    def compare(self, view, args, ours, git):
        subject, trailers = git
        lines = ours[0]
        commit = view.plan.commits[view.plan.at[args[0]]]
        message = commit["message"]
        mine = [l.split(" ") for l in lines if l.startswith("trailer ")]
        mine = [(unescape(w[2]), unescape(w[3])) for w in mine]
        first = recoded(commit, unescape(lines[0].split(" ")[1]))
        # Our subject is the first line of git's, which is a paragraph.
        if not blanks(subject).startswith(blanks(first)):
            return differ("subject", first, subject)
        return differ("trailers", mine, model_fields(message)) or \
            self.beside_git(commit, mine, trailers)

    def beside_git(self, commit, mine, trailers):
        message = commit["message"]
        theirs = [l.partition(":") for l in trailers.split("\n") if l.strip()]
        if not theirs or self.TAKEN_OFF.search(message):
            return None
        theirs = [(name, blanks(value)) for name, _, value in theirs]
        for line in message.split("\n"):
            for pattern in self.ONLY_GIT:
                found = pattern.fullmatch(line)
                start = found and blanks(recoded(commit, found.group(2)))
                for one in theirs if found else []:
                    if one[0] == found.group(1) and one[1].startswith(start):
                        theirs.remove(one)
                        break
        got = [(n, blanks(recoded(commit, v))) for n, v in mine]
        return differ("git's trailers", got, theirs)


class Tags(Kind):
    """What annotated tags are of, and what they lead to."""

    name = "tag"
    probe = "read"

    def generate(self, rnd, plan):
        for tag in plan.tags:
            yield ["t%d" % tag["label"]]

    def stands(self, plan, args):
        return True

    def lines(self, view, args, name):
        id_ = view.tags.get(int(args[0][1:]))
        return ["tag " + id_, "peel " + id_] if id_ else []

    def git(self, store, asked):
        ids = [v.tags.get(int(args[0][1:]), "0" * 40) for v, args in asked]
        out = store.git("cat-file", "--buffer", "--batch-check=%(objectname)",
                        data=store.lines(i + "^{commit}" for i in ids))
        lines = [l if len(l) == 40 else "none"
                 for l in out.decode().splitlines()]
        # Refs below refs/t/ hold all tags.
        told = store.git("for-each-ref", "--format=%(objectname) %(object) "
                         "%(type) %(taggername)%00%(taggeremail)", "refs/t/")
        tags = {l[:40]: l[41:] for l in told.decode("latin-1").split("\n")}
        return list(zip(ids, lines, [tags.get(i, "") for i in ids]))

    def compare(self, view, args, ours, git):
        if git[0] == "0" * 40:
            return None
        words_, email = git[2].split("\0")
        target, type_, name = words_.split(" ", 2)
        lines = ours[0]
        return differ("peeled", ours[1], [git[1]]) or \
            differ("target", lines[0], "target %s %s" % (target, type_)) or \
            differ("tagger", lines[2:4], ["tagger " + escape(name.rstrip()),
                                          "email " + escape(email[1:-1])])


class Name(Kind):
    """Names of refs: valid or not."""

    name = "name"
    probe = "read"
    SHELL = ('for n; do git check-ref-format "$n"\necho $?; done')

    def generate(self, rnd, plan):
        for _ in range(2):
            yield [words.ref_name(rnd)]

    def stands(self, plan, args):
        return True

    def lines(self, view, args, name):
        return ["name " + escape(args[0])]

    def git(self, store, asked):
        out = run(["sh", "-c", self.SHELL, "sh",
                   *[raw(name) for _, (name,) in asked]])
        return ["no" if int(word) else "yes" for word in out.split()]

    def compare(self, view, args, ours, git):
        return differ("name", ours[0], [git])


class Refs(Kind):
    """The refs that a glob names, loose and packed."""

    name = "refs"
    probe = "read"
    GLOBS = {"heads/**": "refs/heads/%s/", "tags/**": "refs/tags/%s/",
             "heads/main": "refs/heads/%s/main", "x/**": "refs/x/%s/"}

    def generate(self, rnd, plan):
        yield [rnd.choice(sorted(self.GLOBS))]

    def stands(self, plan, args):
        return True

    def lines(self, view, args, name):
        return ["list " + view.ref(args[0])]

    def git(self, store, asked):
        """Of all at once, those that each pattern begins."""
        out = store.git("for-each-ref", "--format=%(refname) %(objectname)")
        refs = out.decode("latin-1").split("\n")[:-1]
        answers = []
        for view, (glob,) in asked:
            prefix = self.GLOBS[glob] % view.prefix
            answers.append(sorted(
                escape(l[:-41]) + l[-41:] for l in refs
                if l.startswith(prefix + ("" if prefix[-1] == "/" else " "))))
        return answers

    def compare(self, view, args, ours, git):
        return differ("refs", sorted(ours[0]), git)


KINDS = [People(), Message(), Tags(), Name(), Refs()]
