"""What a look at the chain of the log's events has shown."""


def of_chain(env, verdict):
    """:param verdict: ``engine.log.chain.Verdict``"""
    if verdict.bad_event is not None:
        return env._(
            "The log was changed: the event with the ID %(event)s is the first one "
            "that does not fit. Compare it with the log of a backup.",
            event=verdict.bad_event,
        )
    if verdict.is_cut:
        return env._(
            "The log was changed: events behind number %(position)s are missing. "
            "Compare it with the log of a backup.",
            position=verdict.head.position,
        )
    whole = env._(
        "The log is unchanged up to number %(position)s, and its hash is %(hash)s. "
        "%(waiting)s newer events are not in the chain yet.",
        position=verdict.head.position,
        hash=verdict.head.hash,
        waiting=verdict.waiting,
    )
    if not verdict.start.position:
        return whole
    removed = env._(
        "Its own retention has removed the events up to number %(position)s.",
        position=verdict.start.position,
    )
    return f"{whole} {removed}"


def rewritten(env, head):
    """:param head: ``engine.log.chain.Head`` that the chain does not have"""
    return env._(
        "The log was rewritten: event number %(position)s has another hash than the "
        "ledger has noted. Compare it with the log of a backup.",
        position=head.position,
    )


def not_in_it(env, text):
    """:param text: what somebody has read on paper"""
    return env._(
        "The log has no event %(event)s, with this number and this hash: it was "
        "rewritten or cut off since that was printed, or it is mistyped.",
        event=text[:100],
    )


def bad_line(env, number):
    return env._(
        "Line %(number)s of the ledger does not fit: compare the file with a copy of "
        "it.",
        number=number,
    )
