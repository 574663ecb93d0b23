#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole rotations, driven by nothing but the steps that samldx prints.

The provider is a simulator of what IAM documents; the identity provider has
two servers, which switch at different times.  After each step users sign in
at both, and none may be refused.  Beside each step every documented mistake
is held against `samldx preflight`, which must catch those that would be
refused or would lock somebody out, and must not cry at the others.
"""
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone

SOURCE = os.path.abspath(os.environ["SAMLDX_SRCDIR"])
BUILD = os.path.abspath(os.environ["SAMLDX_BUILDDIR"])
SAMLDX = os.path.join(BUILD, "samldx")
IDP = os.path.join(BUILD, "tests/idp/idp")
ARN = "arn:aws:iam::123456789012:saml-provider/Example"
STEPS_MAX = 20
STATE_WORDS = {
    "unused": "none in IAM",
    "steady": "one, and no rotation is under way",
    "published": "the identity provider has a new one that IAM has not",
    "added": "IAM has the old and the new one; the identity provider uses "
             "the old one",
    "switching": "IAM has the old and the new one; the identity provider is "
                 "switching",
    "idle": "IAM has the old and the new one; the old one is idle",
    "done": "one; the rotation is done",
}

results = []


def say(name, is_fine, why=""):
    results.append(is_fine)
    print(f"{'ok' if is_fine else 'not ok'} {len(results)} - {name}")
    if not is_fine and why:
        print("# " + why.replace("\n", "\n# "))


def run(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, check=False)


def stamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def follow(recipe, folder):
    """Let the tests' identity provider follow a recipe."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "recipe")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(recipe)
    made = subprocess.run([IDP, path, folder], env={"IDP_KEYS": "keys"},
                          capture_output=True, text=True, check=False)
    os.unlink(path)
    assert made.returncode == 0, made.stderr


class Refused(Exception):
    """IAM would not do it."""


class Provider:
    """What IAM documents of a provider's keys, mode and metadata."""

    def __init__(self):
        self.keys = []  # (Key ID, time, contents)
        self.mode = "Allowed"
        self.signers = {"idp"}
        self.metadata = ""
        self.serial = 0

    def copy(self):
        other = Provider()
        other.keys = list(self.keys)
        other.mode, other.signers = self.mode, set(self.signers)
        other.metadata, other.serial = self.metadata, self.serial
        return other

    def update(self, command, now, signers_of):
        """`aws iam update-saml-provider`, by the words of the guide."""
        words = shlex.split(command)
        assert words[:3] == ["aws", "iam", "update-saml-provider"], command
        given = dict(zip(words[3::2], words[4::2]))
        assert given.pop("--saml-provider-arn") == ARN
        add = given.pop("--add-private-key", None)
        remove = given.pop("--remove-private-key", None)
        mode = given.pop("--assertion-encryption-mode", None)
        document = given.pop("--saml-metadata-document", None)
        assert not given, given
        if add and remove:
            raise Refused("add and remove")
        if not (add or remove or mode or document):
            raise Refused("no updates")
        held = [key for key, _, _ in self.keys]
        if remove and remove not in held:
            raise Refused("mismatch")
        if remove and len(held) == 1 and \
                "Required" in ((mode or self.mode), self.mode):
            raise Refused("last key")
        if add and len(held) == 2:
            raise Refused("limit")
        if mode == "Required" and not held and not add:
            raise Refused("no key")
        if document:
            self.signers = signers_of[document.removeprefix("file://")]
            with open(document.removeprefix("file://"),
                      encoding="utf-8") as stream:
                self.metadata = stream.read()
        self.mode = mode or self.mode
        self.keys = [key for key in self.keys if key[0] != remove]
        if add:
            with open(add.removeprefix("file://"),
                      encoding="utf-8") as stream:
                self.serial += 1
                self.keys.append((f"KEY{self.serial:019d}", now,
                                  stream.read()))

    def show(self):
        return {
            "SAMLProviderUUID": "SAMLSP1EXAMPLE2EXAMPLE",
            "SAMLMetadataDocument": self.metadata,
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "AssertionEncryptionMode": self.mode,
            "PrivateKeyList": [{"KeyId": key, "Timestamp": stamp(time)}
                               for key, time, _ in self.keys]}

    def admits(self, server):
        """Would a sign-in of that server work?"""
        if server["signs"] not in self.signers:
            return False
        if not server["encrypts"]:
            return self.mode != "Required"
        with open(f"keys/{server['encrypts']}.pem",
                  encoding="utf-8") as stream:
            key = stream.read()
        return any(key == contents for _, _, contents in self.keys)


class World:
    def __init__(self):
        self.now = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
        self.provider = Provider()
        self.servers = [{"signs": "idp", "encrypts": "sp"},
                        {"signs": "idp", "encrypts": "sp"}]
        self.keys = ["sp.pem"]
        self.new_metadata = None
        self.signers_of = {}
        self.n_captures = self.n_refused = self.n_mistakes = 0
        self.unfair = []
        self.unsaid = []  # words that the text lacks
        self.state = ""

    def metadata(self, name, *signers):
        lines = ["ask metadata"]
        if len(signers) == 2:
            lines += ["twice //md:KeyDescriptor"]
        lines += [f"metadata-certificate key={signers[-1]}"]
        follow("\n".join(lines) + "\n", "made")
        shutil.move("made/metadata.xml", name)
        self.signers_of[name] = set(signers)

    def sign_in(self):
        """Users of both servers, an hour apart."""
        for server in self.servers:
            self.now += timedelta(hours=1)
            self.n_captures += 1
            if not self.provider.admits(server):
                self.n_refused += 1
            lines = ["give none", f"issued {stamp(self.now)}",
                     f"signing key={server['signs']}"]
            if server["encrypts"]:
                lines += [f"encrypt assertion to={server['encrypts']}"]
            lines += ["as har", f"har time={stamp(self.now)}"]
            follow("\n".join(lines) + "\n", "made")
            shutil.move("made/login.har",
                        f"captures/{self.n_captures:04d}.har")

    def write(self):
        with open("provider.json", "w", encoding="utf-8") as stream:
            json.dump(self.provider.show(), stream)

    def rotate(self, part):
        self.write()
        files = ["provider.json", "captures", *self.keys]
        if self.new_metadata:
            files.append(self.new_metadata)
        ran = run(SAMLDX, "rotate", "--provider-arn", ARN, "--at",
                  stamp(self.now), "--format", "json", "--format",
                  "text:report.txt", *files)
        assert ran.returncode in (0, 1), ran.stderr
        told = json.loads(ran.stdout)["rotation"][part]
        with open("report.txt", encoding="utf-8") as stream:
            self.read(part, told, " ".join(stream.read().split()))
        os.unlink("report.txt")
        return told

    def read(self, part, told, text):
        """The text for people says what the JSON says."""
        title = {"decryption": "decryption keys",
                 "signing": "signing certificates"}[part]
        wanted = [f"{title}: {STATE_WORDS[told['state']]}"]
        if told["next"] is not None:
            wanted += [told["next"][name] for name in
                       ("text", "wait", "prove", "breaks", "back")]
        for words in wanted:
            if words and " ".join(words.split()) not in text:
                self.unsaid.append(words)

    def preflight(self, command):
        ran = run(SAMLDX, "preflight", "--at", stamp(self.now),
                  "provider.json", "captures",
                  *[word for key in self.keys for word in ("--key", key)
                    if not command.endswith("file://" + key)],
                  "--", *shlex.split(command))
        assert ran.returncode in (0, 1), ran.stderr + ran.stdout
        return ran

    def hold(self, command):
        """A command that somebody might give now: is it judged rightly?"""
        after = self.provider.copy()
        try:
            after.update(command, self.now, self.signers_of)
            harm = any(not after.admits(s) and self.provider.admits(s)
                       for s in self.servers)
        except Refused:
            harm = True
        ran = self.preflight(command)
        self.n_mistakes += harm
        # While the servers switch, what is idle is not known from captures.
        is_open = self.state == "switching" and not harm
        if harm != (ran.returncode == 1) and not is_open:
            self.unfair.append(f"{command}: harm is {harm}\n{ran.stdout}")

    def mistakes(self):
        self.write()
        update = f"aws iam update-saml-provider --saml-provider-arn {ARN}"
        held = [key for key, _, _ in self.provider.keys]
        for key in held + ["KEY9999999999999999999"]:
            self.hold(f"{update} --remove-private-key {key}")
            self.hold(f"{update} --remove-private-key {key} "
                      "--add-private-key file://third.pem")
        self.hold(f"{update} --add-private-key file://third.pem")
        self.hold(update)
        for name in self.signers_of:
            self.hold(f"{update} --saml-metadata-document file://{name}")

    def perform(self, command):
        """A step that is a command: never caught, and done."""
        if command.startswith("samldx "):
            ran = run(SAMLDX, *shlex.split(command)[1:])
            assert ran.returncode == 0, ran.stderr
            return
        ran = self.preflight(command)
        if ran.returncode != 0:
            self.unfair.append(f"our own step: {command}\n{ran.stdout}")
        self.provider.update(command, self.now, self.signers_of)


def drive(world, part, act):
    """Do what the next step says until there is none."""
    states, steps = [], []
    for _ in range(STEPS_MAX):
        world.sign_in()
        told = world.rotate(part)
        world.state = told["state"]
        states.append(told["state"])
        step = told["next"]
        if step is None or step["id"] == "forget-key":
            break
        if part == "signing" and steps and told["state"] == "steady":
            break
        steps.append(step["id"])
        world.mistakes()
        if step["command"]:
            world.perform(step["command"])
        act(world, step)
        world.now += timedelta(days=1)
    return states, steps


def decrypting(world, step):
    if step["id"] == "make-key":
        for ending in ("pem", "crt"):
            shutil.copy(f"new.{ending}", f"keys/new.{ending}")
        world.keys.append("new.pem")
        world.keys.append("new.crt")
    elif step["id"] == "switch-encryption":
        world.servers[0]["encrypts"] = "new"
    elif step["id"] == "wait-until-idle":
        world.servers[1]["encrypts"] = "new"


def signing(world, step):
    if step["id"] == "get-metadata":
        world.metadata("new-metadata.xml", "idp2")
        world.metadata("both.xml", "idp", "idp2")
        # As the text of the step says: old and new in one document.
        with open("both.xml", encoding="utf-8") as stream:
            both = stream.read()
        assert both.count("KeyDescriptor") == 4
        world.new_metadata = "new-metadata.xml"
    elif step["id"] == "switch-signing":
        world.servers[0]["signs"] = "idp2"
    elif step["id"] == "wait-until-idle":
        world.servers[1]["signs"] = "idp2"


def start():
    world = World()
    os.makedirs("captures", exist_ok=True)
    shutil.copytree(SOURCE + "/tests/idp/keys", "keys")
    shutil.copy("keys/sp.pem", "sp.pem")
    shutil.copy("keys/sp2.pem", "third.pem")
    for name in ("sp.pem", "third.pem"):
        os.chmod(name, 0o600)
    world.metadata("old-metadata.xml", "idp")
    with open("old-metadata.xml", encoding="utf-8") as stream:
        world.provider.metadata = stream.read()
    world.provider.update(
        f"aws iam update-saml-provider --saml-provider-arn {ARN} "
        "--add-private-key file://sp.pem", world.now - timedelta(days=30),
        world.signers_of)
    return world


def conclude(name, world, states, steps, wanted_states, wanted_steps):
    say(f"{name}: the states", states == wanted_states, f"{states}")
    say(f"{name}: the steps", steps == wanted_steps, f"{steps}")
    say(f"{name}: the text says the same", not world.unsaid,
        "\n".join(world.unsaid))
    say(f"{name}: {world.n_captures} sign-ins, none refused",
        world.n_refused == 0, f"{world.n_refused} refused")
    say(f"{name}: {world.n_mistakes} mistakes caught, nothing else",
        world.n_mistakes > 10 and not world.unfair,
        "\n".join(world.unfair[:2]))


def decryption():
    world = start()
    states, steps = drive(world, "decryption", decrypting)
    conclude("decryption", world, states, steps,
             ["steady", "steady", "added", "switching", "switching", "idle",
              "done"],
             ["make-key", "add-key", "switch-encryption", "wait-until-idle",
              "wait-until-idle", "remove-key"])
    with open("new.pem", encoding="utf-8") as stream:
        new = stream.read()
    say("decryption: the new key alone is left",
        [contents for _, _, contents in world.provider.keys] == [new])
    say("decryption: the new key is nobody else's",
        os.stat("new.pem").st_mode & 0o777 == 0o600)


def signatures():
    world = start()
    states, steps = drive(world, "signing", signing)
    conclude("signing", world, states, steps,
             ["steady", "published", "added", "switching", "switching", "idle",
              "steady"],
             ["get-metadata", "upload-both", "switch-signing",
              "wait-until-idle", "wait-until-idle", "upload-new"])
    say("signing: the new certificate alone is left",
        world.provider.signers == {"idp2"})


for rotation in (decryption, signatures):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        rotation()
        os.chdir(SOURCE)
print(f"1..{len(results)}")
sys.exit(0 if all(results) else 1)
