#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What surrounds a sign-in is hostile: names, files, keys, the environment."""
import base64
import gzip
import json
import os
import re
import resource
import stat
import subprocess
import threading
import urllib.parse
import zlib

from der import der, number
from harness import demo, main, make, report, run, samldx, source, write

KEYS = os.path.join(source, "tests/idp/keys")
CAPTURE = os.path.join(demo, "login.har")
METADATA = os.path.join(demo, "metadata.xml")


def openssl(*args, **more):
    return subprocess.run(["openssl", *args], check=True, capture_output=True,
                          timeout=60, **more).stdout


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


def good(folder, recipe=""):
    return make(os.path.join(folder, "made"), recipe + "\n")


def response(folder, recipe=""):
    files = good(folder, recipe)
    return read(next(files[name] for name in files
                     if name.startswith("response.")))


def keyed(folder, key, *more):
    """What is said where an encrypted response meets a key file."""
    files = good(folder, "encrypt assertion\ngive none")
    return run("check", "--format", "json", files["response.xml"], "--key",
               key, *more)


# ---- Names

def a_name_that_looks_like_an_option(folder):
    for name in ("-x", "--format", "-"):
        os.makedirs(os.path.join(folder, "a"), exist_ok=True)
        write(os.path.join(folder, "a"), name, read(CAPTURE))
    cwd = os.path.join(folder, "a")
    for name in ("-x", "--format"):
        done = run("check", "-q", "--", name, cwd=cwd)
        assert done.returncode == 1, (name, done.err)
        assert run("check", "-q", "./" + name, cwd=cwd).out == done.out
    assert run("check", "-x", cwd=cwd).returncode == 2


def a_name_that_looks_like_an_address(folder):
    done = run("check", "http://127.0.0.1:9/login.har", cwd=folder)
    assert done.returncode == 3
    assert "No such file" in done.err, done.err
    os.makedirs(os.path.join(folder, "http:", "127.0.0.1:9"))
    write(os.path.join(folder, "http:", "127.0.0.1:9"), "login.har",
          read(CAPTURE))
    done = run("check", "-q", "http://127.0.0.1:9/login.har", cwd=folder)
    assert done.returncode == 1, done.err


def names_of_files_are_harmless(folder):
    for name in ("%n%s%x.har", "a\nb\n::error::x.har", "\x1b[2J.har",
                 "\u202egpj.har", "-rf.har", "a\rb.har"):
        path = write(folder, name, read(CAPTURE))
        for style in ("text", "json"):
            done = run("check", "--format", style, path)
            assert done.returncode == 1, (name, done.err)
            said = done.out + done.err
            steers = "[\x00-\x09\x0b-\x1f\x7f-\x9f]"
            if style == "text":
                steers = steers[:-1] + "\u200b-\u200f\u202a-\u202e]"
            assert not re.search(steers, said), (style, name)
            assert "\n::error" not in said, name
        assert report(path)["inputs"][0]["path"] == path
    done = run("check", os.path.join(folder, "none\x1b[2J\n::error::"))
    assert done.returncode == 3
    assert "\x1b" not in done.err and "\n::" not in done.err, done.err
    for name in ("a\u202egpj", "a\u200bb", "a\u2066b", "a\ufeffb",
                 "a\u2028b", "a\x9b31m", "\u00e9\u4e16"):
        done = run("check", os.path.join(folder, name))
        assert done.returncode == 3
        assert not re.search("[\x7f-\x9f\u200b-\u200f\u2028-\u202e"
                             "\u2060-\u206f\ufeff]", done.err), done.err
    assert "\u00e9\u4e16" in done.err, done.err


def a_name_is_one_word_of_a_command(folder):
    """Commands are there to be copied: nothing of a name may be run."""
    key = write(folder, "a;touch pwned $(id) 'b.pem",
                read(os.path.join(KEYS, "sp.pem")))
    os.chmod(key, 0o644)
    os.chdir(folder)
    commands = [fix["command"]
                for f in json.loads(keyed(folder, key).out)["findings"]
                for fix in f["fixes"] if fix["command"] is not None
                and fix["command"].startswith("chmod")]
    assert commands
    subprocess.run(["sh", "-c", commands[0]], check=True, timeout=60)
    assert not os.path.exists("pwned")
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600


# ---- Outputs

def an_output_that_is_an_input(folder):
    path = write(folder, "login.har", read(CAPTURE))
    for verb, option in (("redact", "--output"), ("decode", "--output")):
        before = read(path)
        done = run(verb, option, path, path)
        assert done.returncode == 2 or read(path) != before, done.err
        if done.returncode != 2:
            # It was read to its end before anything was written.
            assert len(read(path)) > 1000
        write(folder, "login.har", before)
    done = run("check", "--format", "json:" + path, path)
    if done.returncode == 1:
        assert json.loads(read(path))["verdict"]
    else:
        assert done.returncode == 2 and read(path) == before


def an_output_that_is_a_link(folder):
    """The link is replaced; what it pointed at stays."""
    target = write(folder, "target", "precious")
    for verb, args in (("redact", ()), ("decode", ())):
        link = os.path.join(folder, "link-" + verb)
        os.symlink(target, link)
        done = run(verb, *args, "--output", link, CAPTURE)
        assert done.returncode in (0, 2, 4), done.err
        assert read(target) == b"precious", verb
    link = os.path.join(folder, "link")
    os.symlink(target, link)
    assert run("check", "--format", "json:" + link,
               CAPTURE).returncode in (1, 2, 4)
    assert read(target) == b"precious"


# ---- The environment

def said(done):
    """Without what the shell of a build tree's wrapper says of locales."""
    return [line for line in done.stderr.splitlines()
            if b"cannot change locale" not in line]


def the_environment_changes_nothing(folder):
    conf = write(folder, "openssl.cnf", "openssl_conf = a\n[a]\n"
                 "providers = b\n[b]\nevil = c\n[c]\n"
                 f"module = {folder}/evil.so\nactivate = 1\n")
    catalog = write(folder, "catalog.xml", "<catalog xmlns='urn:oasis:names:"
                    f"tc:entity:xmlns:xml:catalog'><nextCatalog catalog='"
                    f"{folder}/next.xml'/></catalog>")
    files = good(folder, "encrypt assertion\ngive key sp\ngive role")
    paths = [files[name] for name in sorted(files)]
    environments = [
        {}, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "C"},
        {"TZ": "Pacific/Kiritimati"}, {"TZ": "America/St_Johns"},
        {"TZ": ":" + "A" * 5000},
        {"OPENSSL_CONF": conf}, {"OPENSSL_MODULES": folder},
        {"OPENSSL_ENGINES": folder, "SSL_CERT_FILE": conf},
        {"XML_CATALOG_FILES": catalog, "XML_DEBUG_CATALOG": "1"},
        {"HOME": folder, "XDG_CONFIG_HOME": folder},
        {"SAMLDX_OPTIONS": "--ignore all", "POSIXLY_CORRECT": "1"},
    ]
    wanted = None
    for more in environments:
        env = {k: v for k, v in os.environ.items() if not k.startswith("LC_")}
        done = subprocess.run(
            [samldx, "check", "--at", "2026-11-20T09:04:00Z", "--format",
             "text", *paths], env={**env, **more}, capture_output=True,
            timeout=60)
        wanted = wanted if wanted is not None else done
        assert done.returncode == wanted.returncode == 0, (more, done)
        assert done.stdout == wanted.stdout, more
        assert said(done) == said(wanted), more


def a_small_stack_is_enough(folder):
    deep = write(folder, "deep.xml", '<samlp:Response xmlns:samlp='
                 '"urn:oasis:names:tc:SAML:2.0:protocol">' + "<a>" * 99
                 + "</a>" * 99 + "</samlp:Response>")
    nested = write(folder, "deep.json", '{"Statement":' + "[" * 5000)

    def small():
        resource.setrlimit(resource.RLIMIT_STACK, (1 << 19, 1 << 19))
    for path in (CAPTURE, deep, nested):
        done = subprocess.run([samldx, "check", path], preexec_fn=small,
                              capture_output=True, timeout=60)
        assert done.returncode in (1, 3), (path, done.returncode)


def clocks_of_any_year(_folder):
    for time in ("0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
                 "2038-01-19T03:14:08Z", "9999-12-31T23:59:59Z"):
        done = run("check", "--at", time, CAPTURE)
        assert done.returncode == 1, (time, done.err)
        assert time in done.out, time


# ---- Files that are none

def devices_end(folder):
    assert run("check", "/dev/null").returncode == 3
    path = os.path.join(folder, "hollow")
    with open(path, "wb") as stream:
        stream.truncate(600 << 20)
    done = run("check", path)
    assert done.returncode == 3 and "512 MiB" in done.err, done.err


def a_folder_with_a_pipe_ends(folder):
    os.mkfifo(os.path.join(folder, "pipe"))
    os.symlink("/dev/zero", os.path.join(folder, "zero"))
    write(folder, "login.har", read(CAPTURE))
    done = run("check", "-q", folder)
    assert done.returncode == 1, done.err


def a_pipe_without_a_writer_ends(folder):
    pipe = os.path.join(folder, "pipe")
    os.mkfifo(pipe)
    done = run("check", pipe, CAPTURE)
    assert done.returncode == 3 and "nobody writes" in done.err, done.err
    assert "AWS would answer" in done.out


def files_of_the_system_are_no_captures(folder):
    if not os.path.exists("/proc/self/mem"):
        return
    done = run("check", "/proc")
    assert done.returncode == 3 and "no captures" in done.err, done.err
    write(folder, "login.har", read(CAPTURE))
    os.symlink("/proc/self/maps", os.path.join(folder, "maps"))
    done = run("check", "-q", folder)
    assert done.returncode == 1 and "maps" not in done.out + done.err, done.err


def a_whole_disk_is_refused(folder):
    """Before anything is read, and with a word on what to name instead."""
    write(folder, "login.har", read(CAPTURE))
    for i in range(10):
        os.mkdir(os.path.join(folder, str(i)))
    for i in range(100_000):
        os.mknod(os.path.join(folder, str(i % 10), f"{i}.har"))
    done = run("check", folder)
    assert done.returncode == 4 and done.out == "", done.err
    assert "more than 100000 names" in done.err, done.err
    assert "no memory" not in done.err, done.err
    everything = os.path.join(folder, "everything")
    os.mkdir(everything)
    for i in range(10_001):
        os.mknod(os.path.join(everything, str(i)))
    done = run("rotate", everything)
    assert done.returncode == 4 and "10000 are the most" in done.err, done.err


# ---- Keys

def modes_of_keys_are_told(folder):
    key = write(folder, "sp.pem", read(os.path.join(KEYS, "sp.pem")))
    for mode, is_told in ((0o600, False), (0o400, False), (0o644, True),
                          (0o640, True), (0o666, True), (0o604, True)):
        os.chmod(key, mode)
        said = "key-file-readable-by-others" in keyed(folder, key).out
        found = json.loads(keyed(folder, key).out)["findings"]
        assert said and is_told == any(
            f["id"] == "key-file-readable-by-others" for f in found), mode


def keys_that_are_no_files(folder):
    """A link is followed, a folder holds none, a pipe is read once."""
    key = write(folder, "sp.pem", read(os.path.join(KEYS, "sp.pem")))
    os.chmod(key, 0o600)
    link = os.path.join(folder, "link")
    os.symlink(key, link)
    assert '"decrypted_by": {' in keyed(folder, link).out
    os.mkdir(os.path.join(folder, "empty"))
    done = keyed(folder, os.path.join(folder, "empty"))
    assert '"decrypted_by": {' not in done.out
    pipe = os.path.join(folder, "pipe")
    os.mkfifo(pipe)

    def feed():
        with open(pipe, "wb") as stream:
            stream.write(read(key))
    feeder = threading.Thread(target=feed)
    feeder.start()
    done = keyed(folder, pipe)
    feeder.join()
    assert '"decrypted_by": {' in done.out, done.out


def no_passphrase_in_arguments(folder):
    done = keyed(folder, os.path.join(KEYS, "sp.pem"), "--passphrase",
                 "correct horse")
    assert done.returncode == 2 and "correct horse" not in done.err
    done = keyed(folder, os.path.join(KEYS, "sp.pem"),
                 "--password=correct horse")
    assert done.returncode == 2 and "correct horse" not in done.err
    assert "--passphrase-file" in done.err


def several_keys_in_a_file(folder):
    both = write(folder, "both.pem", read(os.path.join(KEYS, "sp2.pem"))
                 + read(os.path.join(KEYS, "sp.pem")))
    os.chmod(both, 0o600)
    done = keyed(folder, both)
    assert done.returncode in (0, 1)
    found = json.loads(done.out)["findings"]
    ids = [f["id"] for f in found]
    # Only the first is read, and the report says what follows from it.
    assert "key-file-several" in ids, ids


def large_keys_end(folder):
    """16384 bits are read; what is larger, or no key at all, is refused."""
    big = write(folder, "big.pem", "-----BEGIN PRIVATE KEY-----\n"
                + base64.encodebytes(bytes(70000)).decode()
                + "-----END PRIVATE KEY-----\n")
    os.chmod(big, 0o600)
    modulus = (1 << 20000) + 1
    rsa = der(0x30, number(0), *[number(n) for n in (
        modulus, 65537, 3, 5, 7, 1, 1, 1)])
    wide = write(folder, "wide.pem", "-----BEGIN RSA PRIVATE KEY-----\n"
                 + base64.encodebytes(rsa).decode()
                 + "-----END RSA PRIVATE KEY-----\n")
    os.chmod(wide, 0o600)
    for key in (big, wide):
        done = keyed(folder, key)
        assert done.returncode in (0, 1), done.err
        assert "key-file-usable" in done.out
        assert '"decrypted_by": null' in done.out


# ---- On the way

def packed(text, kind):
    if kind == "gzip":
        return gzip.compress(text)
    bits = {"raw": -15, "zlib": 15}[kind]
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(text) + packer.flush()


def packed_parameters_are_read(folder):
    """Raw DEFLATE as the binding has it; zlib and gzip are told."""
    text = response(folder)
    for kind in ("raw", "zlib", "gzip"):
        value = urllib.parse.quote(base64.b64encode(packed(text, kind)),
                                   safe="")
        path = write(folder, "address", "https://signin.aws.amazon.com/saml"
                     "?SAMLResponse=" + value)
        found = report(path)
        assert found["verdict"]["outcome"] == "rejected", kind
        ids = [f["id"] for f in found["findings"]]
        assert "capture-redirect" in ids or "capture-not-xml" in ids, (
            kind, ids)


def a_file_of_several_members(folder):
    """Of a gzip of two members, or with something behind it."""
    text = read(CAPTURE)
    half = len(text) // 2
    two = write(folder, "two.har.gz", gzip.compress(text[:half])
                + gzip.compress(text[half:]))
    one = write(folder, "one.har.gz", gzip.compress(text))
    tail = write(folder, "tail.har.gz", gzip.compress(text) + b"<evil/>")
    cut = write(folder, "cut.har.gz", gzip.compress(text)[:-20])
    alone = report(one)
    assert alone["verdict"]["outcome"] == "rejected"
    for path in (two, tail, cut):
        found = report(path)
        assert found["verdict"]["outcome"] != "accepted"
        assert found["inputs"][0]["repairs"] or found["findings"], path
        if path == two:
            assert ([f["id"] for f in found["findings"]]
                    == [f["id"] for f in alone["findings"]]), found
        if path == tail:
            assert "not read" in " ".join(found["inputs"][0]["repairs"])


def a_packed_file_is_named(folder):
    path = write(folder, "login.har.gz", gzip.compress(read(CAPTURE)))
    repairs = " ".join(report(path)["inputs"][0]["repairs"])
    assert "gzip" in repairs or "packed" in repairs, repairs


def credentials_are_not_repeated(folder):
    secrets = ["sekret-cookie", "sekret-bearer", "sekret-basic", "sekret-set"]
    har = json.loads(read(CAPTURE))
    for entry in har["log"]["entries"]:
        entry["request"]["headers"] += [
            {"name": "Cookie", "value": "sid=" + secrets[0]},
            {"name": "Authorization", "value": "Bearer " + secrets[1]},
            {"name": "Proxy-Authorization", "value": "Basic " + secrets[2]}]
        entry["response"]["headers"] += [
            {"name": "Set-Cookie", "value": "sid=" + secrets[3]}]
    path = write(folder, "login.har", json.dumps(har))
    for args in (("check", "-v"), ("check", "--format", "json"),
                 ("decode",), ("redact",), ("explain",),
                 ("check", "--redact", "none", "-v")):
        done = run(*args, path)
        for secret in secrets:
            assert secret not in done.out + done.err, (args, secret)


def a_long_value_is_cut(folder):
    long = response(folder, "attribute RoleSessionName " + "a" * 65000)
    path = write(folder, "long.xml", long)
    done = run("check", path)
    assert done.returncode == 1
    assert max(map(len, done.out.splitlines())) < 400
    assert len(done.out) < 20000, len(done.out)


CASES = [a_name_that_looks_like_an_option, a_name_that_looks_like_an_address,
         names_of_files_are_harmless, a_name_is_one_word_of_a_command, an_output_that_is_an_input,
         an_output_that_is_a_link, the_environment_changes_nothing,
         a_small_stack_is_enough, clocks_of_any_year, devices_end,
         a_folder_with_a_pipe_ends, a_pipe_without_a_writer_ends,
         files_of_the_system_are_no_captures, a_whole_disk_is_refused,
         modes_of_keys_are_told,
         keys_that_are_no_files, no_passphrase_in_arguments,
         several_keys_in_a_file, large_keys_end,
         packed_parameters_are_read, a_file_of_several_members,
         a_packed_file_is_named, credentials_are_not_repeated,
         a_long_value_is_cut]

main([(case.__name__.replace("_", " "), case) for case in CASES])
