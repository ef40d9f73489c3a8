"""Why something of a person is still there, in words."""

from . import lost_values


def reasons(env):
    """Why something is still there: ``{reason code of the engine: sentence}``"""
    return {**_kept(env), **_found(env), **lost_values.reasons(env)}


def _kept(env):
    """What a run leaves."""
    return {
        "retention": env._("Record within its legal retention"),
        "nameless": env._(
            "Record within its legal retention; nothing in it names the person any more"
        ),
        "suspended": env._(
            "Record within its legal retention, which does not end while "
            "the taxes of its year are open"
        ),
        "debtor": env._(
            "Name and tax number of the debtor, sealed, readable for accounting while "
            "the document is kept"
        ),
        "finished": env._("Its legal retention has ended"),
        "hashed": env._("Part of the inalterability hash of a posted entry"),
        "declined": env._("Data category not selected"),
        "opt_out": env._(
            "Opt-out, kept as a keyed hash: still pseudonymous data, which blocks "
            "mailings to the address"
        ),
        "no_pdf": env._(
            "This invoice has no stored PDF and none could be made, which was decided "
            "on before the run: print it from a backup if it has to be shown"
        ),
        "shared": env._("Belongs to a record of somebody else"),
        "added": env._(
            "Added to the person after the anonymization: look at it, and delete it if "
            "it is about the person"
        ),
    }


def _found(env):
    """What a proof finds."""
    return {
        "unexpected": env._("Found by the proof where no run has looked"),
        "technical": env._(
            "Stands in what Odoo runs or obeys, which is never redacted: change it "
            "there by hand"
        ),
        "spared": env._("The user has left the word: it may be an ordinary one"),
        "garbage": env._("A file that no record uses: the daily cleaning removes it"),
        "transient": env._("A row of a wizard: Odoo removes it within a few hours"),
        "name_only": env._("Carries the name only: may be somebody else"),
        "ambiguous": env._("An ordinary word, or somebody else of the same name"),
        "not_this": env._("Somebody else's, as a user has decided"),
        "second_address": env._(
            "An address right behind the person's name, which the person's own record "
            "does not have"
        ),
        "longer": env._(
            "Part of a longer name, address or number that somebody else has"
        ),
        "others_field": env._(
            "Says who somebody else is, and is equal to a value of the person: open "
            "the record, and decide whose it is"
        ),
        "unreadable": env._(
            "Cannot be searched: a picture, or a file that is locked, damaged or too "
            "large"
        ),
    }
