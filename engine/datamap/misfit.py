"""Why a rule of one's own does not count."""


class Misfit(ValueError):
    """A rule reaches for what it may not, or does not fit this database.

    :param code: what is wrong; ``models/misfit_messages.py`` has the sentence
    :param name: the field, path, domain or table that it is about
    :param detail: what the registry or the database says about it
    """

    def __init__(self, code, name="", detail=""):
        super().__init__(code, str(name)[:200], str(detail)[:200])
