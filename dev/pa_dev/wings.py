"""Faces: outside of a wing of the engine, only what its ``__init__`` lists is used.

The order of the wings, the floors of the module and the order of the folders of
``models`` are contracts of import-linter (``dev/lint/imports.toml``).
"""

import ast
import sys
from pathlib import Path

ENGINE = "engine"
# Tests may look inside.
FREE = ("tests", "benchmarks", "dev")
ADDONS = "odoo.addons."


def faults(root):
    """Return the sentences about imports past the face of a wing.

    :param root: folder of the module; its name is the module's name
    """
    root = Path(root)
    faces = {wing: face(root / ENGINE / wing) for wing in wings(root)}
    result = [
        f"{ENGINE}/{wing}/__init__.py: lists no names in __all__"
        for wing, names in faces.items()
        if names is None
    ]
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if parts[0] not in FREE:
            reader = _Reader(root.name, parts, faces)
            reader.visit(ast.parse(path.read_bytes()))
            result += [f"{'/'.join(parts)}:{fault}" for fault in reader.faults]
    return result


def wings(root):
    """Return the names of the wings."""
    return sorted(path.parent.name for path in root.glob(f"{ENGINE}/*/__init__.py"))


def face(folder):
    """Return the set of names in a package's ``__all__``, None where there is none."""
    for node in ast.parse((folder / "__init__.py").read_bytes()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


class _Reader(ast.NodeVisitor):
    """The imports of one file; `faults` are texts that begin with a line number."""

    def __init__(self, module, parts, faces):
        self.module, self.faces = module, faces
        self.package = list(parts[:-1])
        self.home = parts[1] if parts[0] == ENGINE and len(parts) > 2 else None
        self.whole = {}  # What a wing imported as a whole is called here.
        self.faults = []

    def visit_ImportFrom(self, node):
        """``from … import …``"""
        base = self._base(node)
        for alias in node.names if base is not None else ():
            self._take(node, [*base, alias.name], alias.asname or alias.name)

    def visit_Import(self, node):
        """``import …``"""
        for alias in node.names:
            if (path := self._own(alias.name)) is not None:
                self._take(node, path, alias.asname)

    def visit_Attribute(self, node):
        """``wing.name`` of a wing that was imported as a whole"""
        if isinstance(node.value, ast.Name) and node.value.id in self.whole:
            self._judge(node, [ENGINE, self.whole[node.value.id], node.attr])
        self.generic_visit(node)

    def _base(self, node):
        """The path inside the module that names are imported from; None: not ours."""
        if not node.level:
            return self._own(node.module)
        keep = len(self.package) - node.level + 1
        return self.package[:keep] + (node.module.split(".") if node.module else [])

    def _own(self, dotted):
        dotted = dotted.removeprefix(ADDONS)
        if dotted != self.module and not dotted.startswith(f"{self.module}."):
            return None
        return dotted.split(".")[1:]

    def _take(self, node, path, called):
        if path[0] == ENGINE and len(path) == 2 and path[1] in self.faces:
            self.whole[called] = path[1]
        self._judge(node, path)

    def _judge(self, node, path):
        if path[0] != ENGINE or len(path) < 3 or path[1] == self.home:
            return
        wing, name, *inside = path[1:]
        if inside or name not in (self.faces.get(wing) or ()):
            self.faults.append(
                f"{node.lineno}: uses {'.'.join(path)}, and the wing {wing} shows "
                f"only the names of its __all__"
            )


def main():
    """Print the faults of the module in the folder given; return the exit status."""
    found = faults(sys.argv[1])
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
