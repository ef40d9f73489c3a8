"""Reading what is packed into a file, in a process of its own.

Files come from anybody who can post one on a website. Whatever they do to a reader,
the worst is the end of that process: see ``worker``. Nothing here imports Odoo.
"""
