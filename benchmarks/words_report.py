"""The figures of the benchmark of words, and the bounds that they must keep."""

from collections import Counter, defaultdict

# Who others are: columns, and whose row it is.
IDENTITY = {
    "res_partner": (
        "name, complete_name, email, phone, street, street2, vat, ref,"
        " company_registry, email_normalized, commercial_company_name",
        "id",
    ),
    "res_users": ("login, signature", "partner_id"),
    "res_company": ("name, email, phone", "partner_id"),
    "hr_employee": ("name, work_email, work_phone", "work_contact_id"),
    "crm_lead": ("name, contact_name, partner_name, email_from, phone", "partner_id"),
    "project_task": ("name, email_cc", "partner_id"),
    "res_partner_bank": ("acc_number, acc_holder_name", "partner_id"),
}
CERTAIN, REST, WRONG = 0.999, 0.98, 1 / 10_000
LIVING = "(words of the living)"


class Counts:
    """What a contender has done, by kind: ``{kind: Counter}`` with found, listed,
    missed and wrong."""

    def __init__(self, texts, result):
        self.kinds, self.examples = defaultdict(Counter), defaultdict(list)
        self._totals = defaultdict(Counter)
        self.changed_fields = result.changed_fields
        self.seconds = result.seconds
        listed = result.listed or [None] * len(texts)
        for text, new, status in zip(texts, result.texts, listed, strict=True):
            if new is not None:
                self._count(text, new, status)

    def _count(self, text, new, status):
        verdict = judge(text, new, status)
        kind = kind_of(text)
        self.kinds[kind] += Counter((verdict, "texts"))
        if not text.is_decoy:
            self._totals[text.certain] += Counter((verdict, "texts"))
        if verdict in ("missed", "wrong"):
            self.examples[kind, verdict].append((text, new, status))

    def total(self, certain):
        """Counts of the spellings that are certain, or of the rest."""
        return self._totals[certain]

    def wrong(self):
        """Texts that have lost somebody else's words, and all texts."""
        all_kinds = sum(self.kinds.values(), Counter())
        return all_kinds["wrong"], all_kinds["texts"]


def kind_of(text):
    if text.is_decoy and not text.kind.startswith("("):
        return LIVING
    return text.kind


def judge(text, new, status):
    """
    :param status: with which a trace tells of the place, None for none
    """
    outcome = text.outcome(new)
    if outcome in ("wrong", "gone"):
        return {"gone": "found"}.get(outcome, outcome)
    is_listed = (status or "").split(" ")[0] in ("unexpected", "declined")
    if text.is_decoy:
        return "listed" if is_listed else "kept"
    return "listed" if is_listed else "missed"


def broken(ours):
    """Sentences on the bounds that do not hold."""
    result = []
    if ours.changed_fields:
        some = ", ".join(f"{table} {id_}" for table, id_ in ours.changed_fields[:5])
        result.append(f"{len(ours.changed_fields)} identity fields of others: {some}")
    wrong, number = ours.wrong()
    if wrong > number * WRONG:
        result.append(f"{wrong} wrong changes in {number:,} texts, allowed {WRONG:.2%}")
    found = ours.total(True)
    if found["found"] < CERTAIN * found["texts"]:
        share = _share(found, "found")
        result.append(f"{share} of certain spellings found, wanted {CERTAIN:.1%}")
    found = ours.total(False)
    if found["found"] + found["listed"] < REST * found["texts"]:
        share = _share(found, "found", "listed")
        result.append(f"{share} of the others found or listed, wanted {REST:.0%}")
    return result


def _share(counter, *names):
    return f"{sum(counter[name] for name in names) / max(1, counter['texts']):.2%}"


def as_text(texts, contenders):
    """The tables.

    :param contenders: ``{name: Counts}``, ours first
    """
    spelled = sorted({t.kind for t in texts if not t.is_decoy})
    decoys = sorted({kind_of(t) for t in texts if t.is_decoy})
    certain = {t.kind for t in texts if t.certain}
    lines = [_head("spellings", contenders)]
    for kind in sorted(spelled, key=lambda one: (one not in certain, one)):
        lines.append(_line(kind + "*" * (kind in certain), kind, contenders))
    for sign, name in ((True, "certain* together"), (False, "the rest together")):
        lines.append(_totals(name, sign, contenders))
    lines += ["", _head("not the person's", contenders)]
    lines += [_line(kind, kind, contenders) for kind in decoys]
    lines += ["", *_summary(contenders)]
    return "\n".join(lines)


_COLUMNS = ("texts", "found", "listed", "missed", "wrong")


def _head(title, contenders):
    parts = [f"{title:<34}"]
    for name in contenders:
        parts.append(f" | {name:^34}")
    columns = " ".join(f"{one:>6}" for one in _COLUMNS)
    return "".join(parts) + "\n" + " " * 34 + f" | {columns}" * len(contenders)


def _cells(counter):
    cells = " ".join(f"{counter[one]:>6}" for one in _COLUMNS)
    return f" | {cells}"


def _line(title, kind, contenders):
    cells = (_cells(counts.kinds[kind]) for counts in contenders.values())
    return f"{title:<34}" + "".join(cells)


def _totals(title, certain, contenders):
    cells = (_cells(one.total(certain)) for one in contenders.values())
    return f"{title:<34}" + "".join(cells)


def _summary(contenders):
    for name, counts in contenders.items():
        wrong, number = counts.wrong()
        times = ", ".join(f"{key} {s:.1f} s" for key, s in counts.seconds.items())
        fields = counts.changed_fields
        changed = "not looked at: the" if fields is None else f"{len(fields)} changed"
        yield (
            f"{name}: {wrong:,} wrong changes in {number:,} texts,"
            f" {changed} identity fields of others"
            f"{'; ' + times if times else ''}"
        )
