"""What the web client asks the server for when it opens a view.

Imports nothing of the module: the benchmark of the overhead uses it as well, on a
database without the module.
"""

from lxml import etree

# The client reads a tag's color, a user's or partner's picture comes by its address.
COLORED = ("many2many_tags", "many2many_tags_avatar")


def spec_of(model, view_type):
    """The specification that the client passes to ``web_read``, ``web_search_read``
    and ``onchange`` for the default view of a model.

    :param model: an empty recordset, with the environment of a user
    """
    views = model.get_views([(None, view_type)])
    arch = etree.fromstring(views["views"][view_type]["arch"])
    return {**_spec(model, arch), "display_name": {}}


def _spec(model, arch):
    result = {}
    level = arch.xpath("count(ancestor::field)")
    for node in arch.xpath(f".//field[count(ancestor::field) = {level}]"):
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        asked = result.setdefault(field.name, {})
        if field.relational and node.get("invisible") not in ("1", "True"):
            asked.setdefault("fields", {}).update(_related(model, field, node))
    return result


def _related(model, field, node):
    if field.type == "many2one":
        return {"display_name": {}}
    comodel = model.env[field.comodel_name]
    views = [view for view in node if view.tag in ("list", "kanban")]
    if views:
        return _spec(comodel, views[0])
    if node.get("widget") in COLORED and "color" in comodel._fields:
        return {"display_name": {}, "color": {}}
    return {"display_name": {}}
