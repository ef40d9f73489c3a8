"""Which tests a run of `make test` takes, from its T=… and PROFILE=…."""

import dataclasses
import re

from .console import Problem, say
from .paths import MODULE, REPO
from .profiles import NEIGHBOURS, PROFILES

LATER = ("slow", "bench", "torture")
ACCOUNTING = "accounting_only"
# Tags of tests that need another profile than `apps`.
PROFILE_OF = {ACCOUNTING: "base", "all_apps": "all", NEIGHBOURS: NEIGHBOURS}
# What `make test` leaves to `make test-all`: tags and their profiles.
REST = {
    "all_apps": "all",
    "slow": "apps",
    ACCOUNTING: "base",
    NEIGHBOURS: NEIGHBOURS,
}
SCRIPTS = {"standalone": "test", "torture": "torture"}  # File name prefixes.
WORD = re.compile(r"\w+$")
CLASS_OR_METHOD = re.compile(r"(:\w+)?(\.\w+)?$")


@dataclasses.dataclass
class Selection:
    """The parts of one run.

    `tags` is Odoo's --test-tags by profile; `standalone` a file name pattern of
    the standalone scripts or None; `own` whether dev/tests run; `narrow` whether
    it is the quick inner loop on a kept database; `later` whether it is what takes too
    long for every day.
    """

    tags: dict
    standalone: str | None = None
    own: bool = False
    narrow: bool = False
    later: bool = False


def select(wanted="", profile=""):
    """Return the Selection for the texts T and PROFILE of the command line."""
    if profile and profile not in PROFILES:
        raise Problem(f"PROFILE={profile} is none of {', '.join(PROFILES)}.")
    if not wanted:
        return _everything()
    if wanted == "dev":
        return Selection({}, own=True, narrow=True)
    kind, _colon, name = wanted.partition(":")
    if kind in SCRIPTS:
        tags = {}
        if kind == "torture" and not name and _is_used("torture"):
            tags = {"apps": f"torture/{MODULE}"}
        pattern = f"{SCRIPTS[kind]}_{name or '*'}.py"
        return Selection(tags, standalone=pattern, narrow=True)
    tags = ",".join(_include(part.strip()) for part in wanted.split(","))
    default = PROFILE_OF.get(re.split(r"\W", wanted)[0], "apps")
    return Selection({profile or default: tags}, narrow=True)


def _everything():
    later = "".join(f",-{tag}" for tag in LATER)
    return Selection({"apps": f"/{MODULE}{later}"}, standalone="test_*.py", own=True)


def select_rest():
    """Return the Selection of what _everything() leaves out, each test once."""
    later = "".join(f",-{tag}" for tag in LATER if tag not in REST)
    tags = {
        profile: f"{tag}/{MODULE}{later}"
        for tag, profile in REST.items()
        if _is_used(tag)
    }
    return Selection(tags, standalone="*_*.py", later=True)


def _is_used(tag):
    """Tell whether any test has the tag: a run without tests is a failure."""
    tests = (REPO / "tests").glob("**/*.py")
    if any(f'"{tag}"' in path.read_text(errors="replace") for path in tests):
        return True
    say(f"no test is tagged {tag}")
    return False


def _include(part):
    if WORD.match(part):  # A tag or a class.
        return f"{part}/{MODULE},*/{MODULE}:{part}"
    if part and CLASS_OR_METHOD.match(part):
        return f"*/{MODULE}{part}"
    raise Problem(
        f"T={part} is not understood: give a tag, a class, :Class, :Class.method, "
        ".method, standalone[:NAME], torture[:NAME] or dev."
    )
