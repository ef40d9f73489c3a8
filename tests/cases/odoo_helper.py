"""odoo-test-helper's ``FakeModelLoader`` on Odoo 19.

The package (2.1.3) reads ``MetaModel.module_to_models`` while it is imported and loads
fake models with ``registry.load`` and ``model.__bases__``; Odoo 19 renamed the first
and keeps the bases of a model in ``_base_classes__``. The class here has the same
interface and does it by ``odoo.orm.model_classes``; the package's own is taken once it
imports.
"""

from odoo.models import MetaModel
from odoo.orm import model_classes

try:
    from odoo_test_helper import FakeModelLoader
except (ImportError, AttributeError):
    FakeModelLoader = None


class FakeModelLoader19:
    """Adds model classes to the registry for the time of a test.

    Usage as in odoo-test-helper: ``backup_registry()``, import the fake models,
    ``update_registry((Model, …))``, and ``restore_registry()`` in the end.
    """

    def __init__(self, env, __module__):
        self.env = env
        self.module = __module__.split(".")[2]
        self.bases = {}
        self.children = {}
        self.added = []

    def backup_registry(self):
        """Remember what every model is made of."""
        for name, model in self.env.registry.items():
            self.bases[name] = model._base_classes__
            self.children[name] = (
                list(model._inherit_children),
                set(model._inherits_children),
            )

    def update_registry(self, odoo_models):
        """Load fake models, with their tables.

        :param odoo_models: model classes, each with ``_name`` or ``_inherit``
        """
        registry = self.env.registry
        self.env.flush_all()
        names = []
        for definition in odoo_models:
            # Imported models register themselves for the next time Odoo loads.
            registered = MetaModel._module_to_models__[self.module]
            if definition in registered:
                registered.remove(definition)
            names.append(model_classes.add_to_registry(registry, definition)._name)
        self.added = [name for name in names if name not in self.bases]
        self._setup(names)
        registry.init_models(self.env.cr, names, {"models_to_check": True})
        self.env.invalidate_all()

    def restore_registry(self):
        """Take the fake models out again; their tables go with the transaction."""
        registry = self.env.registry
        for name in self.added:
            del registry.models[name]
        for name, bases in self.bases.items():
            model = registry[name]
            inherit, inherits = self.children[name]
            if model._base_classes__ != bases:
                model._base_classes__ = bases
                model_classes._init_model_class_attributes(model)
            model._inherit_children.clear()
            model._inherit_children.update(inherit)
            model._inherits_children.clear()
            model._inherits_children.update(inherits)
        self._setup(list(self.bases))

    def _setup(self, names):
        """Set models up again without their hooks, which belong to a whole registry."""
        registry = self.env.registry
        ready, registry.ready = registry.ready, False
        try:
            registry._setup_models__(self.env.cr, names)
        finally:
            registry.ready = ready


FakeModelLoader = FakeModelLoader or FakeModelLoader19
