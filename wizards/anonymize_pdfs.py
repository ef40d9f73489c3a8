"""Sentences about the PDFs of invoices that the wizard shows."""


def missing(env, count, can_print):
    """A sentence about invoices within their retention of which no PDF is stored."""
    if not count:
        return False
    if can_print:
        return env._(
            "Invoices within their retention without a stored PDF: %(count)s. They are "
            "printed during the run. If one cannot be printed, its customer waits, "
            "unless you choose otherwise here.",
            count=count,
        )
    return env._(
        "Invoices within their retention without a stored PDF: %(count)s. None can be "
        "made, because this server has nothing to print with (wkhtmltopdf). Without "
        "a PDF nothing shows any more whom an invoice was for: wait until the program "
        "is installed, or go on without, with a reason.",
        count=count,
    )


def progress(env, counts):
    """A sentence about the PDFs that are, or were just, made in the background.

    :param dict counts: ``{state of a task: number}``
    """
    if not counts:
        return False
    made, failed = counts.get("made", 0), counts.get("failed", 0)
    numbers = {"made": made, "all": sum(counts.values()), "failed": failed}
    if counts.get("waiting"):
        return env._(
            "PDFs made in the background: %(made)s of %(all)s. You can close this "
            "window and come back later.",
            **numbers,
        )
    if failed:
        return env._(
            "PDFs made in the background: %(made)s of %(all)s. It was not possible for "
            "%(failed)s.",
            **numbers,
        )
    return env._("PDFs made in the background: all %(all)s.", **numbers)
