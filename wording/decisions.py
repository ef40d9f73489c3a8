"""Sentences about what a user has to decide on before a run; each names what to do."""


def reason_missing(env):
    return env._(
        "Say why the retention, or models without a rule, are to be skipped: the log "
        "keeps the reason. Nothing has been changed."
    )


def no_pdf(env, blocker):
    """:return: (what stands in the way, what to do)"""
    if blocker.hidden:
        what = env._("Invoices without a PDF in another company")
    else:
        what = env._("Invoice within its retention, of which no PDF can be made")
    return what, env._(
        "Nothing will show any more whom it was for: wait until invoices can be "
        "printed here, or go on without, with a reason."
    )


def possible_same(env, _blocker):
    """:return: (what stands in the way, what to do)"""
    what = env._(
        "Possibly the same person as another contact, which is on legal hold or has "
        "open documents"
    )
    return what, env._(
        "Decide whether it is: in the wizard, or in the tab Anonymization of the "
        "contact. If you may not read the other one, ask somebody who may."
    )
