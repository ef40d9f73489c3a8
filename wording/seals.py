"""Sentences about seals that cannot be opened; each says what to do."""


def _why(env, reason):
    return {
        "seal_missing": env._("the sealed data is not in this database any more"),
        "seal_corrupt": env._(
            "the sealed data does not fit its key: it was damaged, or comes from "
            "another database"
        ),
        "key_missing": env._(
            "the key is not in the key directory; restore the directory from where "
            "it was moved to, or check the setting of the key directory"
        ),
        "key_unreadable": env._(
            "the key file cannot be read; check its permissions and the disk"
        ),
    }[reason]


def cannot_restore(env, error):
    """The message for ``engine.vault.SealUnusable``."""
    return env._(
        "Log line %(line)s cannot be restored: %(reason)s. Nothing has been changed. "
        "(%(detail)s)",
        line=error.line_id,
        reason=_why(env, error.reason),
        detail=error.detail or error.reason,
    )


def cannot_read(env, line_id, reason):
    """The message for the reason code of a document seal."""
    return env._(
        "The debtor sealed with log line %(line)s cannot be read: %(reason)s.",
        line=line_id,
        reason=_why(env, reason),
    )
