"""Faults that a probe's answers are given on purpose, to see that they are
noticed and how small a repository shows them. Never in force unless asked
for by name.
"""


def octopus(kind, view, args, ours):
    """A range forgets one commit below a merge of three."""
    plan = view.plan
    if kind.name != "range" or not any(
            len(plan.parents[l]) > 2
            for l in plan.members(plan.reach[args[0]])):
        return ours
    forgotten = [l for l in ours[3] if " " not in l][-2:-1]
    return ours[:3] + [[l for l in ours[3] if l not in forgotten]]


def mode(kind, view, args, ours):
    """A difference leaves files out of which only the mode changed."""
    if kind.name != "diff":
        return ours
    return [[l for l in ours[0]
             if l.split(" ")[2] != l.split(" ")[3]]] + ours[1:]


def trailer(kind, view, args, ours):
    """A message loses a trailer whose name stands there twice."""
    if kind.name != "message":
        return ours
    seen, lines = set(), []
    for line in ours[0]:
        name = line.split(" ")[2] if line.startswith("trailer ") else None
        if name is None or name not in seen:
            lines.append(line)
        seen.add(name)
    return [lines] + ours[1:]


def skew(kind, view, args, ours):
    """No is no ancestor where a child is older than its parent."""
    plan = view.plan
    time = {c["label"]: c["committer"][2] for c in plan.commits}
    if kind.name == "ancestor" and any(
            time[p] > time[l] for l in plan.members(plan.reach[args[1]])
            for p in plan.parents[l]):
        return [["no"]] + ours[1:]
    return ours


PLANTS = {"octopus": octopus, "mode": mode, "trailer": trailer, "skew": skew}


def lie(plant, kind, view, args, ours):
    return PLANTS[plant](kind, view, args, ours)
