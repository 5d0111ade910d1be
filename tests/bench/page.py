"""Results as lines, and as the tables of docs/performance.md. Never measures
and never judges: what is met was found out before."""

BEGIN = "<!-- figures: by make bench -->"
END = "<!-- /figures -->"


def number(value):
    if abs(value) >= 100:
        return "%.0f" % value
    return "%.2f" % value if abs(value) < 10 else "%.1f" % value


def bound(scenario):
    if not scenario.goal:
        return ""
    sense, limit = scenario.goal
    return "%s %g" % ("at most" if sense == "<=" else "at least", limit)


def verdict(scenario, result):
    """Whether it is met, and whether noise alone could turn that."""
    if result["met"] is None:
        return ""
    low, high = result["interval"]
    word = "yes" if result["met"] else "**no**"
    return word + (", in doubt" if low < scenario.goal[1] < high else "")


def interval(result):
    return "%s to %s" % tuple(number(edge) for edge in result["interval"])


def line(scenario, result):
    return "%-22s %8s %-13s (%s)  %s  %s" % (
        scenario.key, number(result["value"]), scenario.unit,
        interval(result), bound(scenario),
        verdict(scenario, result).replace("**no**", "NO"))


def table(rows):
    return "".join("| %s |\n" % " | ".join(row) for row in rows)


def with_unit(text, unit):
    return text + (" " + unit if unit != "ratio" else "")


def figures(found, scenarios):
    rows = [("what", "held against", "goal", "measured", "95 % interval",
             "met"), ("---",) * 6]
    for scenario in scenarios:
        result = found["results"].get(scenario.key)
        if result:
            rows.append((scenario.what, scenario.floor, bound(scenario),
                         with_unit(number(result["value"]), scenario.unit),
                         interval(result), verdict(scenario, result)))
    return table(rows)


def medians(found):
    """What the ratios are made of."""
    rows = [("figures", "of", "median", "quartiles", "runs"), ("---",) * 5]
    for place, samples in enumerate(found["samples"]):
        keys = [key for key, result in found["results"].items()
                if result["samples"] == place]
        in_kib = keys[0].startswith("memory") or keys[0] == "log/memory"
        scale, unit = (1 / 1024, "MB") if in_kib else (1e3, "ms")
        for name, part in samples.items():
            rows.append((
                "`%s`" % keys[0] + (" ..." if len(keys) > 1 else ""), name,
                "%s %s" % (number(part["median"] * scale), unit),
                "%s to %s" % tuple(number(edge * scale)
                                   for edge in part["quartiles"]),
                str(part["count"])))
    return table(rows)


def growth(found):
    rows = [("of each further", "measured with", "cost", "and at all",
             "medians"), ("---",) * 5]
    for fit in found["fits"]:
        rows.append((fit["of"], fit["with"], "%s us" % number(fit["each"]),
                     "%s ms" % number(fit["base"]), ", ".join(
                         "%d: %s ms" % (count, number(seconds * 1e3))
                         for count, seconds in fit["points"])))
    return table(rows) if found["fits"] else ""


def markdown(found, scenarios):
    about = "; ".join("%s %s" % pair for pair in found["machine"].items())
    parts = ["Measured on: %s.\n" % about, figures(found, scenarios),
             "How the time of pre-receive grows:\n", growth(found),
             "What the figures are made of:\n", medians(found)]
    return "\n".join(part for part in parts if part)


def write(name, found, scenarios):
    with open(name, encoding="utf-8") as file:
        text = file.read()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    with open(name, "w", encoding="utf-8") as file:
        file.write("%s\n\n%s\n%s" % (text[:begin],
                                     markdown(found, scenarios), text[end:]))
