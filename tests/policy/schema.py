# Validates policies against the schema: schema.py SCHEMA (meta | FILE...).
# A line a file: its name and "accepted", or where it is refused, and why.
# YAML is read as refgate reads it (and YAML 1.2): only true, false, ~ and
# decimal integers are no texts.
import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.BaseLoader):
    pass


def scalars(name, pattern, first, read):
    tag = "tag:yaml.org,2002:" + name
    Loader.add_implicit_resolver(tag, re.compile(pattern), first)
    Loader.add_constructor(tag, lambda loader, node: read(node.value))


scalars("bool", "(true|false)$", "tf", lambda text: text == "true")
scalars("null", "(~|null|)$", ["~", "n", ""], lambda text: None)
scalars("int", "-?(0|[1-9][0-9]*)$", "-0123456789", int)


def objects(schema):
    """Every schema that lists properties."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def check_meta(schema):
    jsonschema.Draft7Validator.check_schema(schema)
    draft = jsonschema.Draft7Validator.META_SCHEMA["$schema"]
    assert schema["$schema"] == draft
    for part in ("properties", "definitions"):
        for inner in objects(schema[part]):
            if "additionalProperties" not in inner:
                # the part of a rule that only narrows
                assert set(inner) == {"properties"}, inner
                continue
            assert inner["additionalProperties"] is False
            for key, value in inner["properties"].items():
                assert value.get("description"), key


def check_data(validator, data):
    error = jsonschema.exceptions.best_match(validator.iter_errors(data))
    if error is None:
        return "accepted"
    place = "/".join(str(step) for step in error.absolute_path)
    return "%s: %s" % (place, error.message[:150].replace("\n", " "))


def check_file(validator, path):
    try:
        with open(path, encoding="utf-8") as file:
            data = yaml.load(file, Loader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return "no YAML"
    return check_data(validator, data)


def as_policy(data, rules):
    """What a page shows of a policy: keys of it, or rules alone."""
    if set(data) <= set(rules):
        data = {"rulesets": [{"name": "x", "refs": ["x"], "rules": data}]}
    return {"version": 1, **data}


def check_page(schema, validator, path):
    ruleset = schema["properties"]["rulesets"]["items"]["properties"]
    with open(path, encoding="utf-8") as file:
        blocks = re.findall(r"^```yaml\n(.*?)^```", file.read(), re.S | re.M)
    for block in blocks:
        data = yaml.load(block, Loader)
        # "[...]" stands for what the page has elsewhere
        if isinstance(data, dict) and "[...]" not in block:
            data = as_policy(data, ruleset["rules"]["properties"])
            yield check_data(validator, data)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    if sys.argv[2:] == ["meta"]:
        check_meta(schema)
        return
    validator = jsonschema.Draft7Validator(schema)
    for path in sys.argv[2:]:
        name = path.rsplit("/", 1)[-1]
        if name.endswith(".md"):
            for answer in check_page(schema, validator, path):
                print(name, answer)
        else:
            print(name, check_file(validator, path))


main()
