"""Why a rule does not count."""

from contextlib import contextmanager


class Misfit(ValueError):
    """A rule reaches for what it may not, or does not fit this database.

    :param code: what is wrong; ``wording/misfits.py`` has the sentence
    :param name: the field, path, domain or table that it is about
    :param detail: what the registry or the database says about it
    :param field: the field of the rule that is to be corrected, where one is known
    """

    def __init__(self, code, name="", detail="", field=""):
        super().__init__(code, str(name)[:200], str(detail)[:200], field)


@contextmanager
def in_field(name):
    """Have a :class:`Misfit` of the block say in which field of the rule it is."""
    try:
        yield
    except Misfit as misfit:
        *rest, field = misfit.args
        misfit.args = (*rest, field or name)
        raise
