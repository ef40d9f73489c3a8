"""Free TCP ports of this machine."""

import socket


def is_free(port):
    """Tell whether nothing listens on `port` of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return False
    return True


def any_free():
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_free(port):
    """Return `port` or the next one that is free."""
    return next(p for p in range(port, 65536) if is_free(p))
