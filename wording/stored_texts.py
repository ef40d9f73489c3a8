"""Texts that PostgreSQL cannot store, and how users are told."""

import re

from odoo.exceptions import ValidationError

# NUL, and halves of surrogate pairs, which JSON can carry.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def check_values(env, vals_list):
    """Refuse texts that PostgreSQL cannot store, before it does.

    :param vals_list: values as ``create`` has them
    :raise ValidationError: with the name of the field
    """
    for vals in vals_list:
        for name, value in vals.items():
            if isinstance(value, str) and _NO_TEXT.search(value):
                raise ValidationError(
                    env._("“%(name)s” holds a character that no text has.", name=name)
                )


def check_text(env, text):
    """The same for one text that a user has given.

    :raise ValidationError: without the text
    """
    if text and _NO_TEXT.search(text):
        raise ValidationError(
            env._(
                "The text holds a character that no text has: type it anew, nothing "
                "has been changed."
            )
        )
