"""Finding, sealing, erasing and proving: plain Python over a cursor and plain values.

The wings, in the order in which data goes through them; each one knows those before it
and none behind it, and outside of a wing only what its ``__init__`` lists is used:

text, database, periods, vault, datamap, log, subject, due, unmapped, plan, sweep,
checks, proof, worklist, runs
"""
