# SPDX-License-Identifier: MIT
"""Strict readers of the formats that reports are written in."""
import html.parser
import json
import os
import re
import urllib.parse
import xml.etree.ElementTree

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


# ---- GitHub: every line is a workflow command, and one that we know.

COMMAND = re.compile(
    r"::(error|warning|notice) ((?:[a-z]+=[^:,%\n]*(?:%[0-9A-F]{2}[^:,%\n]*)*"
    r",)*title=[a-z0-9 -]+)::(.*)")


def unpercent(text, known):
    assert not re.search(r"%(?!" + "|".join(known) + ")", text), text
    for code in known:
        text = text.replace("%" + code, chr(int(code, 16)))
    return text


def github(data):
    text = data.decode("utf-8")
    assert text == "" or text.endswith("\n")
    commands = []
    for line in text.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(item.split("=", 1)
                          for item in match[2].split(","))
        assert set(properties) <= {"file", "line", "col", "title"}, line
        assert all(properties.get(key, "1").isdigit()
                   for key in ("line", "col"))
        if "file" in properties:
            properties["file"] = unpercent(
                properties["file"], ["0A", "0D", "3A", "2C", "25"])
        commands.append((match[1], properties,
                         unpercent(match[3], ["0A", "0D", "25"])))
    return commands


# ---- JUnit

CHILDREN = {"testsuites": {"testsuite"},
            "testsuite": {"testcase", "system-out"},
            "testcase": {"failure", "error", "skipped", "system-out"}}
NAMES = {"testsuites": {"name"},
         "testsuite": {"name", "tests", "failures", "errors", "skipped"},
         "testcase": {"classname", "name"}, "failure": {"type", "message"},
         "error": {"type", "message"}, "skipped": {"message"},
         "system-out": set()}


def junit(data):
    assert b"<!" not in data
    root = xml.etree.ElementTree.fromstring(data)
    assert root.tag == "testsuites"
    for element in root.iter():
        assert {child.tag for child in element} <= \
            CHILDREN.get(element.tag, set()), element.tag
        assert set(element.attrib) == NAMES[element.tag], element.tag
    for suite in root:
        cases = suite.findall("testcase")
        names = [case.get("name") for case in cases]
        assert len(set(names)) == len(names), names
        for key, path in (("tests", "testcase"), ("errors", "*/error"),
                          ("failures", "*/failure"),
                          ("skipped", "*/skipped")):
            assert int(suite.get(key)) == len(suite.findall(path)), key
        for case in cases:
            assert re.fullmatch(r"samldx\.[a-z-]+", case.get("classname"))
            assert re.fullmatch(r"[a-z0-9-]+", case.get("name"))
    return [[(case.get("name"), [child.tag for child in case])
             for case in suite.findall("testcase")] for suite in root]


# ---- HTML: elements and attributes are ours, and so are their values.

VOID = {"meta"}
ALLOWED = {
    "html": {"lang": "en"}, "head": {}, "title": {}, "style": {}, "body": {},
    "header": {}, "main": {}, "footer": {}, "article": {}, "h1": {},
    "h2": {}, "h3": {}, "h4": {}, "p": {"class": "faint|verdict [a-z]+"},
    "section": {"class": "finding (error|warning|note)|pages"}, "span": {},
    "table": {"class": "gaps"}, "tr": {}, "th": {"scope": "row|col"},
    "td": {}, "code": {}, "pre": {}, "mark": {}, "details": {}, "ul": {},
    "li": {}, "a": {"href": "#check-[a-z0-9-]+"},
    "summary": {"id": "check-[a-z0-9-]+"},
    "meta": {"charset": "utf-8", "http-equiv": "Content-Security-Policy",
             "name": "viewport|referrer", "content": "[a-z0-9'=;, -]+"},
}
TOKEN = re.compile(r"<!DOCTYPE html>|<(/?)([a-z0-9]+)((?: [a-z-]+=\"[^\"<>&]*"
                   r"\")*)>|([^<>&]|&(?:lt|gt|amp|quot|#39);)+")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Events(html.parser.HTMLParser):
    """The tags as a browser's tokenizer would find them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_endtag(self, tag):
        self.tags.append(("/" + tag, []))

    def handle_comment(self, data):
        raise AssertionError("a comment")

    def unknown_decl(self, data):
        raise AssertionError("a declaration")

    def handle_pi(self, data):
        raise AssertionError("an instruction")


def attributes(tag, text):
    found = re.findall(r' ([a-z-]+)="([^"]*)"', text)
    for name, value in found:
        assert re.fullmatch(ALLOWED[tag][name], value), (tag, name, value)
    return found


def page(data):
    text = data.decode("utf-8")
    assert text.startswith("<!DOCTYPE html>\n") and text.endswith("</html>\n")
    assert f'http-equiv="Content-Security-Policy" content="{POLICY};' in text
    at, stack, tags = 0, [], []
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token, text[at:at + 80]
        at = token.end()
        if not token[2]:
            continue
        tags.append((token[1] + token[2], attributes(token[2], token[3])))
        assert token[2] in ALLOWED
        if token[1]:
            assert stack.pop() == token[2], token[0]
        elif token[2] not in VOID:
            stack.append(token[2])
    assert not stack
    events = Events()
    events.feed(text)
    events.close()
    assert events.tags == tags
    ids = [a["id"] for _, a in map(lambda t: (t[0], dict(t[1])), tags)
           if "id" in a]
    links = {a["href"][1:] for _, a in map(lambda t: (t[0], dict(t[1])), tags)
             if "href" in a}
    assert len(set(ids)) == len(ids) and links <= set(ids)
    assert "url(" not in text.split("</style>")[0]
    return tags


# ---- Markdown: what is not ours stands between fences.

OURS = re.compile(r"|## samldx: (accepted|rejected|undetermined)"
                  r"|### (error|warning|note): `[a-z0-9-]+`"
                  r"|Passed: \d+\. Not checked: \d+\.|[^\[\]<>@#*_~|]+\.")


def markdown(data):
    fence, outside = None, []
    for line in data.decode("utf-8").split("\n"):
        if fence is None and re.fullmatch("```+text", line):
            fence = line[:-4]
        elif fence is None:
            assert OURS.fullmatch(line), line
            outside.append(line)
        elif re.fullmatch("`+", line) and len(line) >= len(fence):
            fence = None
    assert fence is None
    return outside


READERS = {"sarif": sarif, "github": github, "junit": junit, "html": page,
           "markdown": markdown}
