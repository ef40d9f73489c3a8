from collections import defaultdict

from odoo import models

from ...engine.due import document_list
from ...wording import labels, why_kept

# Of what is still there. A missing PDF is none of the person's data.
TOLD = ("kept", "declined", "shared")
NAMES_TOLD = 50


class PartnerAnonymizationRequest(models.Model):
    """What the letter lists as still there: the documents by their numbers."""

    _inherit = "partner.anonymization.request"

    def _letter_kept(self):
        """What is still there, summed up by kind of data and reason.

        The log has its reasons in the language of whoever made the run.

        :return: list of (what it is, names of documents, reason, last day or None)
        """
        lines = self._all_lines()
        reasons, rows = why_kept.reasons(self.env), defaultdict(set)
        kept = self._kept_rows(lines)
        documents = self._documents_of(lines.kept_ids)
        for trace in lines.trace_ids:
            if trace.status not in TOLD or trace.code == "no_pdf":
                continue
            reason = reasons.get(trace.code) or trace.reason or ""
            key = trace.line_id.id, trace.model, trace.field, trace.status
            for row in kept.get(key) or [trace]:
                what, name = documents.get(row) or (trace.model_label, "")
                until = row.date_until or trace.date_until
                is_named = trace.status == "kept"
                rows[what, reason, until or None].add(name if is_named else "")
        return self._one_row_each(rows)

    def _kept_rows(self, lines):
        """Rows of single records, by what the trace sums up."""
        found = defaultdict(list)
        for row in lines.kept_ids:
            if not row.date_finished:
                found[row.line_id.id, row.model, row.field, row.status].append(row)
        return found

    def _documents_of(self, kept):
        """What a person calls the document that a record is, or is a part of.

        :return: ``{row: (kind, name)}``; the name is empty where it is none of the
            person's business, or of somebody who may not read the document
        """
        found = {}
        for model, rows in kept.grouped("model").items():
            if model not in self.env:
                continue
            records = self.env[model].sudo().browse(rows.mapped("res_id")).exists()
            known = dict(zip(records.ids, records, strict=True))
            for row in rows:
                if record := known.get(row.res_id):
                    found[row] = self._told_of(record)
        return found

    def _told_of(self, record):
        document = _document(record)
        if document._name == "ir.attachment" or (
            record._name == "ir.attachment" and document._name == "res.partner"
        ):
            return self.env._("File"), ""
        kind = document_list.KINDS.get(document._name)
        if kind and document[kind] != "entry":
            what = labels.selection_label(document.with_env(self.env).sudo(), kind)
        else:
            what = labels.model_label(self.env, document._name)
        return what, self._number_of(document)

    def _number_of(self, document):
        """An accounting entry is known by its number, whoever prints the letter."""
        if document._name == "account.move":
            own = self.env.user.company_ids
            return (document.name or "") if document.company_id in own else ""
        if document._name == "res.partner":
            return ""
        seen = (
            document.sudo(False)
            .with_user(self.env.user)
            .with_context(allowed_company_ids=self.env.user.company_ids.ids)
        )
        return seen._filtered_access("read").display_name or ""

    def _one_row_each(self, rows):
        """Many numbers in one row, those with the same reason and day."""
        result = []
        for (what, reason, until), names in rows.items():
            names = sorted(filter(None, names))
            more = len(names) - NAMES_TOLD
            if more > 0:
                names[NAMES_TOLD:] = [self.env._("and %s more", more)]
            result.append((what, ", ".join(names), reason, until))
        return sorted(result, key=lambda row: (row[:3], str(row[3] or "")))


def _document(record):
    """The document that a file or an item belongs to."""
    seen = set()
    while record._name == "ir.attachment" and record.id not in seen:
        seen.add(record.id)
        owner = record.res_model
        if not record.res_id or owner not in record.env:
            return record
        record = record.env[owner].browse(record.res_id).exists() or record
    return labels.documents(record)
