"""What a kind of question is: who makes it up, who is asked, what must hold.
All kinds are in the list of `compare.py`.
"""


class Kind:
    """One kind. Arguments are labels, texts, numbers, and lists of them."""

    name = ""
    probe = "dump"

    def generate(self, rnd, plan):
        """Lists of arguments."""
        return []

    def stands(self, plan, args):
        """Whether the plan still has what the question is about."""
        return all(a in plan.at for a in self.labels(args))

    def labels(self, args):
        """The commits that the arguments name."""
        found = []
        for a in args:
            found += a if isinstance(a, list) else [a]
        return [a for a in found if isinstance(a, int)]

    def prepare(self, store, asked):
        """Adds objects that are not in the plans. A generator: at each
        yield all that was added is written."""
        return iter(())

    def lines(self, view, args, name):
        """Questions for the probe; `name` is one that nobody has."""
        return []

    def git(self, store, asked):
        """git's answers to all of (view, args), in order."""
        return [None] * len(asked)

    def compare(self, view, args, ours, git):
        """None, or how they differ. `ours` is a list of lines for each
        question."""
        raise NotImplementedError


class OfMerges(Kind):
    """The argument is a merge of the plan; a few of them are asked about."""

    def generate(self, rnd, plan):
        merges = [l for l in plan.labels if len(plan.parents[l]) > 1]
        for label in rnd.sample(merges, min(4, len(merges))):
            yield [label]

    def stands(self, plan, args):
        return super().stands(plan, args) and len(plan.parents[args[0]]) > 1


def some(rnd, labels, most):
    return [rnd.choice(labels) for _ in range(rnd.randrange(0, most + 1))]


def differ(what, got, wanted):
    if got == wanted:
        return None
    if isinstance(got, (list, set, dict)) and isinstance(got, type(wanted)):
        only = [x for x in got if x not in wanted]
        missing = [x for x in wanted if x not in got]
        if only or missing:
            return "%s: only here %.600r, only there %.600r" % (
                what, only, missing)
    return "%s: here %.600r, there %.600r" % (what, got, wanted)


def rounds(asked):
    """Lists of indexes: at most one question of each view in a round."""
    turns, found = {}, []
    for n, (view, _) in enumerate(asked):
        turn = turns[view.place] = turns.get(view.place, -1) + 1
        if turn == len(found):
            found.append([])
        found[turn].append(n)
    return found


def nul_fields(data):
    return data.decode("latin-1").split("\0")


def escape(text):
    """As the probes print odd bytes."""
    return "".join(c if 32 < ord(c) < 127 and c != "%" else "%%%02X" % ord(c)
                   for c in text)


def unescape(text):
    parts = text.split("%")
    return parts[0] + "".join(chr(int(p[:2], 16)) + p[2:] for p in parts[1:])
