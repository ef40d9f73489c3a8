"""Notes of users: no personal data of those whom they are about."""

from ..engine.text import Redactor, Term
from . import stored_texts
from .refusals import MOST_NAMES, SHORT_NAME, unlogged


def check_note(env, note, terms):
    """Refuse a note that names the person: the log holds no personal data.

    :param dict terms: ``{subject: terms}``
    :raise UserError: naming the words, on the screen only; or nobody can store it
    """
    stored_texts.check_text(env, note)
    if not note:
        return
    for found in terms.values():
        redactor = Redactor([*found, *_single_names(found)], "")
        spans = redactor.spans(note)
        if spans:
            raise unlogged(
                env._(
                    "The note names the person: “%(words)s”. The log must not contain "
                    "personal data; write for example a ticket number instead.",
                    words=note[spans[0][0] : spans[0][1]],
                )
            )


def check_notes(env, texts, terms):
    """The same for several texts."""
    for text in texts:
        check_note(env, text, terms)


def _single_names(terms):
    """The words of a person's name, each of which may name the person in a note, in the
    genitive too. What has more words is a company, whose name has ordinary ones."""
    for term in terms:
        words = term.text.replace(",", " ").split() if term.kind == "name" else ()
        if 1 < len(words) <= MOST_NAMES:
            for word in words:
                if len(word) >= SHORT_NAME:
                    yield Term("name", word)
                    yield Term("name", f"{word}s")
