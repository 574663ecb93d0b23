# SPDX-License-Identifier: MIT
"""Strict readers of the formats that reports are written in."""
import json
import os
import urllib.parse

import jsonschema

from harness import source


def harmless(data):
    """Nothing in it steers a terminal, hides or turns the writing round."""
    for at, c in enumerate(data.decode("utf-8")):
        n = ord(c)
        assert not ((n < 0x20 and c != "\n") or 0x7f <= n < 0xa0 or
                    0x200b <= n <= 0x200f or 0x2028 <= n <= 0x202e or
                    0x2060 <= n <= 0x206f or n == 0xfeff or
                    0xe0000 <= n <= 0xe0fff), f"U+{n:04X} at {at}"


# ---- SARIF: the part of the schema that we write; and, where its path is
# given, the one of OASIS.

def schema_of(path):
    with open(path, encoding="utf-8") as stream:
        schema = json.load(stream)
    return jsonschema.validators.validator_for(schema)(schema)


VALIDATORS = [schema_of(os.path.join(source, "docs/sarif.schema.json"))]
if "SARIF_SCHEMA" in os.environ:
    VALIDATORS.append(schema_of(os.environ["SARIF_SCHEMA"]))


def once(pairs):
    assert len({key for key, _ in pairs}) == len(pairs), "a key stands twice"
    return dict(pairs)


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in (value.values() if isinstance(value, dict) else value):
            yield from strings_of(item)


def sarif(data):
    log = json.loads(data, object_pairs_hook=once)
    for validator in VALIDATORS:
        errors = [f"{e.json_path}: {e.message[:200]}"
                  for e in validator.iter_errors(log)]
        assert not errors, errors
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    results = log["runs"][0]["results"]
    assert len(set(rules)) == len(rules)
    assert set(rules) == {result["ruleId"] for result in results}
    for result in results:
        for text in strings_of(result):
            assert "](" not in text, text
            for c in text:
                assert c == "\n" or ord(c) >= 0x20
    return log


def file_of(uri):
    return urllib.parse.unquote(uri, errors="strict")


READERS = {"sarif": sarif}
