"""Download packages of a Debian suite without touching the system."""

import os
import re
import shutil
from pathlib import Path

from .console import Problem, call

SUITE = "sid"
ETC = Path("/etc/apt")


def fetch(packages, target, suite=SUITE):
    """Unpack the suite's `packages` (names) below the folder `target`.

    apt verifies signatures and hashes; the machine's own sources, package lists
    and installed packages stay as they are. No privileges are needed.
    """
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Problem(
                f"{program} is missing: on a system that is not Debian or Ubuntu, "
                "name an Odoo 19 source checkout with PA_ODOO (see dev/README.md)."
            )
    work = target / ".apt"
    options = _apt_options(work, suite)
    call(["apt-get", *options, "update"])
    call(["apt-get", *options, "download", *packages], cwd=work)
    for name in packages:
        for archive in work.glob(f"{name}_*.deb"):
            call(["dpkg-deb", "-x", archive, target])
            break
        else:
            raise Problem(f"apt-get did not download {name}.")
    shutil.rmtree(work)


def own_suite(release=Path("/etc/os-release")):
    """Return the suite of this machine, whose libraries fit to those that it has."""
    found = re.search(r'(?m)^VERSION_CODENAME="?(\w+)', release.read_text())
    return found[1] if found else SUITE


def _apt_options(work, suite):
    for folder in ("lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True)
    name, text = sources(suite=suite)
    (work / name).write_text(text)
    settings = {
        "Dir::Etc::sourcelist": work / name,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::Lists": work / "lists",
        "Dir::Cache": work / "cache",
        "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "5",
        "APT::Update::Error-Mode": "any",
    }
    return [f"-o{key}={value}" for key, value in settings.items() if value != ""]


def sources(etc=ETC, suite=SUITE):
    """Return (file name, text) of an apt sources file for the suite.

    Derived from the machine's own Debian sources below `etc`, either format.
    """
    for path in sorted(etc.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            if text := _from_stanza(stanza, suite):
                return "suite.sources", text
    for path in [etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))]:
        for line in path.read_text().splitlines() if path.exists() else ():
            if text := _from_line(line, suite):
                return "suite.list", text
    raise Problem(
        f"No Debian archive is configured below {etc}: name an Odoo 19 source "
        "checkout with PA_ODOO instead (see dev/README.md)."
    )


def _from_stanza(stanza, suite):
    lines = [line for line in stanza.splitlines() if not line.startswith("#")]
    text = "\n".join(lines)
    uris = re.search(r"(?mi)^URIs:\s*(.+)$", text)
    if not uris or not _is_archive(uris[1]) or re.search(r"(?mi)^Enabled:\s*no", text):
        return None
    text = re.sub(r"(?mi)^Types:.*$", "Types: deb", text)
    text = re.sub(r"(?mi)^Components:.*$", "Components: main", text)
    return re.sub(r"(?mi)^Suites:.*$", f"Suites: {suite}", text).strip() + "\n"


def _from_line(line, suite):
    match = re.match(r"\s*deb\s+(\[[^\]]*\]\s+)?(\S+)\s+\S+\s", line)
    if not match or not _is_archive(match[2]):
        return None
    return f"deb {match[1] or ''}{match[2]} {suite} main\n"


def _is_archive(uris):
    """Tell Debian's main archive from its security archive and third parties."""
    return all(re.search(r"/debian/?$", uri) for uri in uris.split())
