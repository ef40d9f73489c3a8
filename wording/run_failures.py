"""What is told of a run in the background: why it stands still, what has failed."""

_MEMORY = ("MemoryError", "OutOfMemory")
_DISK = ("DiskFull", "OSError", "FileUnusable")


def remedy(env, code, left):
    """What to do about a failure.

    :param code: name of the error, as the log has it
    :param int left: how often the run tries again
    """
    if code in _DISK:
        text = env._(
            "There is no space left, or a disk failed: make room on the server of the "
            "database and of the key directory."
        )
    elif code in _MEMORY:
        text = env._("The server ran out of memory: give it more, or try at night.")
    elif code in ("UserError", "ValidationError"):
        text = env._(
            "Something speaks against this partner, such as a note or a reason that "
            "names it: open the contact and press Anonymize to see what."
        )
    else:
        text = env._(
            "The server log tells where the error came from: show it to whoever "
            "maintains the system."
        )
    if left:
        again = env._("It is tried again (%(left)s times at most).", left=left)
        return f"{text} {again}"
    return text


def busy(env):
    return env._("Somebody else is at work on this partner; it is tried again.")


def stopped(env, code, user):
    """Why a run has paused by itself."""
    if code == "right":
        return env._(
            "%(user)s, who started this run, has lost the right to it. Give the right "
            "back and press Resume, or press Cancel.",
            user=user,
        )
    if code == "keys":
        return env._(
            "The key directory cannot be written to. Have it mended by whoever looks "
            "after the server, then press Resume."
        )
    return False
