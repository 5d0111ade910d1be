#!/usr/bin/env python3
"""Holds a file against SARIF 2.1.0: `sarif.py FILE`. Never the whole standard.

What the specification (OASIS; the numbers are its sections) asks of properties
that refgate writes: which an object may and must have, their types, the words
that are allowed, the ranges of indices, the forms of URIs and fingerprints. A
property that is not listed here is an error, so whoever adds one adds it here.
"""
import json
import re
import sys

URI_BYTES = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*"
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:" + URI_BYTES)
RELATIVE = re.compile(r"(?![A-Za-z0-9+.-]*:)(?!/)" + URI_BYTES)
FINGERPRINT = re.compile(r"[^/]+(/[^/]+)*/v[1-9][0-9]*")
LEVELS = ("none", "note", "warning", "error")
BAG = "propertyBag"

# object: {property: (type, must be there)}; [type] is an array of it.
OBJECTS = {
    "sarifLog": {  # 3.13
        "$schema": ("absoluteUri", False),
        "version": (("2.1.0",), True),
        "runs": (["run"], True),
    },
    "run": {  # 3.14
        "tool": ("tool", True),
        "invocations": (["invocation"], False),
        "versionControlProvenance": (["versionControlDetails"], False),
        "results": (["result"], True),
        "properties": (BAG, False),
    },
    "tool": {"driver": ("toolComponent", True)},  # 3.18
    "toolComponent": {  # 3.19
        "name": ("words", True),
        "version": ("words", False),
        "rules": (["reportingDescriptor"], False),
    },
    "reportingDescriptor": {  # 3.49
        "id": ("words", True),
        "shortDescription": ("multiformatMessage", False),
        "help": ("multiformatMessage", False),
        "defaultConfiguration": ("reportingConfiguration", False),
    },
    "reportingConfiguration": {"level": (LEVELS, False)},  # 3.50
    "multiformatMessage": {"text": ("words", True)},  # 3.12
    "invocation": {  # 3.20
        "executionSuccessful": (bool, True),
        "exitCode": (int, False),
        "toolExecutionNotifications": (["notification"], False),
    },
    "notification": {  # 3.58
        "level": (LEVELS, False),
        "message": ("message", True),
    },
    "versionControlDetails": {  # 3.23
        "repositoryUri": ("absoluteUri", True),
        "revisionId": ("words", False),
        "branch": ("words", False),
    },
    "result": {  # 3.27
        "ruleId": ("words", True),
        "ruleIndex": (int, False),
        "level": (LEVELS, False),
        "message": ("message", True),
        "locations": (["location"], False),
        "partialFingerprints": ("fingerprints", False),
        "properties": (BAG, False),
    },
    "message": {"text": ("words", True)},  # 3.11
    "location": {  # 3.28
        "physicalLocation": ("physicalLocation", False),
        "logicalLocations": (["logicalLocation"], False),
    },
    "physicalLocation": {  # 3.29
        "artifactLocation": ("artifactLocation", True),
        "region": ("region", False),
    },
    "artifactLocation": {  # 3.4
        "uri": ("relativeUri", True),
        "uriBaseId": ("words", True),
    },
    "region": {"startLine": ("positive", True)},  # 3.30
    "logicalLocation": {  # 3.33
        "fullyQualifiedName": ("words", True),
        "kind": ("words", False),
    },
}


def is_words(value):
    return isinstance(value, str) and value != ""


def is_fingerprints(value):
    return isinstance(value, dict) and all(
        FINGERPRINT.fullmatch(key) and is_words(text)
        for key, text in value.items()
    )


VALUES = {
    "words": is_words,
    "absoluteUri": lambda v: is_words(v) and bool(ABSOLUTE.fullmatch(v)),
    "relativeUri": lambda v: is_words(v) and bool(RELATIVE.fullmatch(v)),
    "positive": lambda v: type(v) is int and v > 0,
    "fingerprints": is_fingerprints,
    BAG: lambda v: isinstance(v, dict),
}


def check_object(where, kind, value):
    if not isinstance(value, dict):
        yield f"{where}: no object"
        return
    known = OBJECTS[kind]
    for name in value.keys() - known.keys():
        yield f"{where}: a {kind} has no {name}"
    for name, (wanted, required) in known.items():
        if name in value:
            yield from check(f"{where}.{name}", wanted, value[name])
        elif required:
            yield f"{where}: a {kind} needs {name}"


def check(where, wanted, value):
    if isinstance(wanted, list):
        if not isinstance(value, list):
            yield f"{where}: no array"
            return
        for index, item in enumerate(value):
            yield from check(f"{where}[{index}]", wanted[0], item)
    elif isinstance(wanted, tuple):
        if value not in wanted:
            yield f"{where}: none of {', '.join(wanted)}"
    elif isinstance(wanted, type):
        if type(value) is not wanted:
            yield f"{where}: no {wanted.__name__}"
    elif wanted in OBJECTS:
        yield from check_object(where, wanted, value)
    elif not VALUES[wanted](value):
        yield f"{where}: {value!r} is no {wanted}"


def check_unique(where, values):
    if len(values) != len({json.dumps(v, sort_keys=True) for v in values}):
        yield f"{where}: something stands there twice"


def check_result(where, result, rules):
    index = result.get("ruleIndex", -1)
    if not -1 <= index < len(rules):
        yield f"{where}: ruleIndex {index} of {len(rules)} rules"
    elif index >= 0 and rules[index]["id"] != result["ruleId"]:
        yield f"{where}: rule {index} is {rules[index]['id']}"


def check_run(where, run):
    rules = run["tool"]["driver"].get("rules", [])
    yield from check_unique(f"{where} rules", [rule["id"] for rule in rules])
    yield from check_unique(
        f"{where}.versionControlProvenance",
        run.get("versionControlProvenance", []),
    )
    for index, result in enumerate(run["results"]):
        yield from check_result(f"{where}.results[{index}]", result, rules)


def flaws(log):
    found = list(check("log", "sarifLog", log))
    if not found:
        for index, run in enumerate(log["runs"]):
            found += check_run(f"log.runs[{index}]", run)
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = flaws(json.load(file))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
