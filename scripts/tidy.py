#!/usr/bin/env python3
"""Lints what is shipped by clang-tidy, as build/dev compiles it.

    scripts/tidy.py [PART_OF_A_PATH...]      all sources, or those

What was found clean is not looked at again until a byte that its compiler reads changes: the cache
(~/.cache/mailslog-tidy) holds a name for each, and nothing else. The static analyzer takes longer
than all the rest; run clang-tidy by hand to have it, too.
"""

import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

BUILD = pathlib.Path("build/dev")
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "mailslog-tidy"
CHECKS = "--checks=-clang-analyzer-*"
KEPT_DAYS = 30


def said_by(command, folder="."):
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout


def preprocessing_of(command):
    """The command, made to print what the compiler would read; the comments may speak to us."""
    words = [word for word in shlex.split(command) if not word.endswith("ccache")]
    without_output = words[: words.index("-o")] + words[words.index("-o") + 2 :]
    return [*(word for word in without_output if word != "-c"), "-E", "-P", "-C"]


def name_of(entry, rules):
    read = said_by(preprocessing_of(entry["command"]), entry["directory"])
    return CACHE / hashlib.sha256(rules + entry["file"].rsplit("/", 1)[1].encode() + read).hexdigest()


def lint(entry, rules):
    """What there is to complain of; empty: nothing."""
    clean = name_of(entry, rules)
    if clean.exists():
        clean.touch()
        return ""
    tidy = ["clang-tidy", "-p", str(BUILD), "--quiet", CHECKS, entry["file"]]
    run = subprocess.run(tidy, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode == 0 and not run.stdout.strip():
        clean.touch()
        return ""
    return run.stdout + ("" if run.stdout.strip() else run.stderr)


def forget_the_old():
    for name in CACHE.iterdir():
        if name.stat().st_mtime < time.time() - KEPT_DAYS * 24 * 3600:
            name.unlink(missing_ok=True)


def main():
    parts = sys.argv[1:] or [""]
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    shipped = [e for e in entries if "/tests/" not in e["file"].removeprefix(os.getcwd())]
    shipped = {e["file"]: e for e in shipped if any(part in e["file"] for part in parts)}
    if not shipped:
        sys.exit(f"tidy.py: no source of {BUILD}/compile_commands.json has {' or '.join(parts)} in it")
    CACHE.mkdir(parents=True, exist_ok=True)
    forget_the_old()
    rules = said_by(["clang-tidy", "--version"]) + pathlib.Path(".clang-tidy").read_bytes()
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        complaints = list(workers.map(lambda entry: lint(entry, rules + CHECKS.encode()), shipped.values()))
    print("".join(complaints), end="")
    return any(complaints)


if __name__ == "__main__":
    os.chdir(pathlib.Path(__file__).parent.parent)
    sys.exit(main())
