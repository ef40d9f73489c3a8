"""Work on a large batch without Python's garbage collector looking over it."""

import functools
import gc


def without_gc(function):
    """Let a function run with the collector of reference cycles switched off.

    A batch makes some hundred thousand small objects that all live until its end; the
    collector would walk over them, and over all of Odoo, again and again.
    """

    @functools.wraps(function)
    def without_collector(*args, **kwargs):
        if not gc.isenabled():
            return function(*args, **kwargs)
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            gc.enable()

    return without_collector
