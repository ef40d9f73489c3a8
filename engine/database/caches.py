"""What this process and all others have cached of the database."""

from . import door


def refresh(env):
    """Forget what this and, at commit, all other processes have cached."""
    env.invalidate_all()
    env.registry.clear_cache()


def remembered(env, key, make):
    """What follows from the models and the data map alone, worked out once.

    :param key: tells what it is, and all that it depends on besides
    :param make: called without arguments where it is not known; nobody changes what it
        gives
    """
    known = door.models.remembered(env)
    if key not in known:
        known[key] = make()
    return known[key]
