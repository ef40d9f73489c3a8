"""The new value of every field of a row, by the method that the map names."""

import json
from dataclasses import dataclass

from ..database import Large
from ..datamap import FieldRule
from ..log import Kept
from ..subject import legal_hold
from ..vault import large_values
from . import same_login
from .full_texts import FullTexts
from .redact_text import redact_text
from .whose_words import WhoseWords

OWNING_METHODS = ("clear", "placeholder", "display", "unique", "hash")
MARKED = ("clear", "placeholder", "unique")
# What is kept in a system outside of the database is listed under this field.
OUTSIDE = "id"


@dataclass
class Doubt:
    """A text that would lose a word which may be an ordinary one.

    :param before, after: the text, without all words that are certain, and without it
    """

    model: str
    res_id: int
    field: str
    before: str
    after: str


class Eraser:
    """Applies the rules of the map to the rows of a plan.

    :param neutral: ``{(attachment id, column): text}``, see ``engine.plan.kept_names``
    :param namesakes: as ``whose_words.of_namesakes`` gives them
    """

    def __init__(self, plan, options, redactors, today, neutral, namesakes):
        self.plan = plan
        self.options = options
        self.redactors = redactors
        self._words = WhoseWords(redactors, plan.terms, namesakes)
        self.today = today
        self.neutral = neutral
        self.display = {}
        self._full_texts = FullTexts()

    def apply(self, rule, rows, hits):
        """Plan the changes of one rule on the rows it found."""
        types = self.plan.types[rule.table]
        if rule.own_record:
            self._compute_display(rows)
        fields = [
            column for column in self._fields(rule, types) if column.name in types
        ]
        for res_id, hit in hits.items():
            row = rows.get(res_id)
            if row is None:
                continue
            stored = row.get("store_fname") if rule.has_files else None
            for column in fields:
                if rule.own_record and _is_later(column.name, row):
                    continue
                old = row[column.name]
                if old is not None or column.value or column.method == "placeholder":
                    self._field(rule, column, res_id, hit, row, types[column.name])
            if stored:
                self._file(rule, res_id, hit, stored, row)

    def _compute_display(self, rows):
        """Names as Odoo displays them: behind a company that stays, its name."""
        for partner_id, row in rows.items():
            company = row["commercial_company_name"]
            stays = int(row["commercial_partner_id"] or partner_id) not in rows
            self.display[partner_id] = (
                f"{company}, {self.options.placeholder}"
                if stays and company
                else self.options.placeholder
            )

    def _fields(self, rule, types):
        """The columns to change; on the own record also all that nobody listed."""
        listed = {column.name: column for column in rule.fields}
        if rule.own_record:
            for name, type_ in types.items():
                if name != "id":
                    unlisted = FieldRule(name, "clear", "name", type_.type)
                    listed.setdefault(name, unlisted)
            if self.options.keep_reference:
                del listed["ref"]
        return [column for column in listed.values() if column.method != "keep"]

    def _field(self, rule, column, res_id, hit, row, type_):
        old = row[column.name]
        if column.category not in self.options.categories:
            if old:
                self._keep(rule, column, res_id, hit, "declined", "declined")
        elif (column.evidence or column.hashed) and self._is_evidence(column, hit):
            reason = "hashed" if column.hashed and hit.hashed else "retention"
            if old and (column.content or self._mentions(column, hit, old)):
                self._keep(rule, column, res_id, hit, "kept", reason, hit.until)
            if rule.has_files and (res_id, column.name) in self.neutral:
                self._rename(rule, column, res_id, hit, row)
        elif column.method in OWNING_METHODS and hit.owner is not None:
            new = self._replacement(rule, column, res_id, row, type_)
            if column.method == "hash" and self.plan.hasher:
                new = self._hashed(rule, column, res_id, hit, old)
            if isinstance(old, Large):
                row[column.name] = new
                self.plan.put_large(hit.owner, rule.table, column, res_id, old, new)
            elif new != old:
                row[column.name] = new
                self.plan.change(rule.table, res_id, column.name, new)
                if column.restorable:
                    if (rule.table, column.name) == large_values.FULL_TEXT:
                        self._full_texts.cover(self.plan, res_id)
                    how = self._mark(rule, column, res_id)
                    self.plan.seal(hit.owner, rule.table, column.name, res_id, old, how)
        elif old and (column.method == "redact" or type_.is_text):
            self._redact(rule, column, res_id, hit, row, type_)

    def _mark(self, rule, column, res_id):
        """Of which kind the value is, where the map does not say it; of a login, who
        else has it."""
        if column.method in MARKED and rule.model == "mail.tracking.value":
            kind = self.plan.former.get(res_id)
            return {"term": kind} if kind else None
        mark = column.mark if column.method in MARKED else None
        if (rule.table, column.name) == (same_login.TABLE, same_login.COLUMN):
            alike = self.plan.alike.get(res_id)
            return {**(mark or {}), same_login.MARK: alike} if alike else mark
        return mark

    def _rename(self, rule, column, res_id, hit, row):
        """Give a kept file a neutral name, and seal the name that it had."""
        old, row[column.name] = row[column.name], self.neutral[res_id, column.name]
        self.plan.change(rule.table, res_id, column.name, row[column.name])
        self.plan.seal(hit.owner, rule.table, column.name, res_id, old)
        if column.name == "name":
            self.plan.names[hit.owner][res_id] = old

    def _is_evidence(self, column, hit):
        if column.hashed and hit.hashed:
            return True
        return bool(column.evidence and hit.until and hit.until >= self.today)

    def _mentions(self, column, hit, text):
        """Whether a text names a subject. The words are noted: they are erased when the
        text's own day has come."""
        found = False
        for subject in hit.subjects & self.redactors.keys():
            terms = self.redactors[subject].terms_in(text, column.markup)
            self.plan.waiting[subject].update(terms)
            found = found or bool(terms)
        return found

    def _keep(self, rule, column, res_id, hit, status, reason, until=None):
        name = "raw" if column.content else column.name
        for subject in hit.subjects:
            self.plan.kept.append(
                Kept(subject, rule.model, res_id, name, status, reason, until)
            )

    def _hashed(self, rule, column, res_id, hit, old):
        """The keyed hash of an opt-out, which goes on blocking mail. It is a pseudonym
        and therefore listed as kept."""
        hasher = self.plan.hasher
        self._keep(rule, column, res_id, hit, "kept", "opt_out", hasher.until)
        return hasher.hash(hit.owner, rule.model, res_id, old)

    def _replacement(self, rule, column, res_id, row, type_):
        if column.method == "placeholder":
            text = self.options.placeholder
            return json.dumps({"en_US": text}) if type_.is_json else type_.cut(text)
        if column.method == "display":
            return type_.cut(self._displayed(rule, column, res_id, row))
        if column.method == "unique":
            return type_.cut(f"anonymized-{res_id}", end=True)
        if column.value is not None:
            return column.value
        return self._empty(res_id, type_) if type_.notnull else None

    def _displayed(self, rule, column, res_id, row):
        """Stored copies of a display name follow the partner that they name."""
        if not rule.own_record:
            partner_id = int(row[rule.owner_column])
            return self.display.get(partner_id, self.options.placeholder)
        if column.name != "commercial_company_name":
            return self.display[res_id]
        if self.display[res_id] != self.options.placeholder:
            return row[column.name]
        return self.options.placeholder

    @staticmethod
    def _empty(res_id, type_):
        """A value that says nothing, where the column takes no NULL."""
        if type_.kind == "S":
            return type_.cut(f"anonymized-{res_id}", end=True)
        return type_.empty

    def _redact(self, rule, column, res_id, hit, row, type_):
        """One subject after the other, each sealing the text that it found."""
        subjects = hit.subjects
        for subject in subjects if len(subjects) < 2 else sorted(subjects):
            old = row[column.name]
            if old is None:
                return
            redactor = self._words.redactor(rule, column, res_id, hit, subject, row)
            if redactor is None:
                continue
            suffix = f" {res_id}" if column.name in self.plan.unique[rule.table] else ""
            new, how = redact_text(redactor, old, column.markup, type_, suffix)
            if new is None:
                continue
            if (rule.table, column.name) == large_values.FULL_TEXT:
                self._full_texts.lose(self.plan, subject, column, res_id, old, how)
                row[column.name] = new
                continue
            if redactor.doubtful and self._is_spared(rule, column, res_id, subject):
                redactor = redactor.certain
                new, how = redact_text(redactor, old, column.markup, type_, suffix)
                if new is None:
                    continue
            elif self.options.show_doubtful and redactor.doubtful:
                self._doubt(redactor, rule, column, res_id, old, new, type_)
            row[column.name] = new
            self.plan.change(rule.table, res_id, column.name, new)
            if column.restorable:
                self.plan.seal(subject, rule.table, column.name, res_id, old, how)

    def _is_spared(self, rule, column, res_id, subject):
        key = (rule.model, res_id, column.name)
        if key not in self.options.spared:
            return False
        self.plan.kept.append(Kept(subject, *key, "declined", "spared"))
        return True

    def _doubt(self, redactor, rule, column, res_id, old, new, type_):
        certain, _how = redact_text(redactor.certain, old, column.markup, type_)
        before = old if certain is None else certain
        if before != new:
            doubt = Doubt(rule.model, res_id, column.name, before, new)
            self.plan.doubtful.append(doubt)

    def _file(self, rule, res_id, hit, stored, row):
        """A stored file goes with the record that it is attached to."""
        if row["store_fname"] != stored:
            self.plan.files.append((hit.owner, res_id, stored))
        elif hit.owner is None:
            for subject in hit.subjects:
                self.plan.kept.append(
                    Kept(subject, rule.model, res_id, "raw", "shared", "shared")
                )


def _is_later(name, row):
    """Whether a hold was set on an address after it had been anonymized: that value
    stays."""
    return name == legal_hold.LATER[1] and row["anonymization_state"] is not None


def outside(rule, hits):
    """What to list of records that another system also knows: there something is to be
    done by hand."""
    for res_id, hit in hits.items():
        for subject in hit.subjects:
            yield Kept(subject, rule.model, res_id, OUTSIDE, "declined", rule.by_hand)
