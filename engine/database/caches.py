"""What this process and all others have cached of the database."""


def refresh(env):
    """Forget what this and, at commit, all other processes have cached."""
    env.invalidate_all()
    env.registry.clear_cache()
