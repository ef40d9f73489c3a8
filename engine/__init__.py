"""Finding, sealing, erasing and restoring a person's data: plain Python over SQL.

The steps, in the order data takes: subject, checks, plan, vault, sweep, log.
"""
