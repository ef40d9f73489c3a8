"""The names of companies on the cards of contacts that come back."""


def rename_by_company(cr, partner_ids):
    """Give restored contacts the company names of today: their companies may have been
    deleted or removed meanwhile."""
    _hide_deleted_company(cr, partner_ids)
    _leave_lost_company(cr, partner_ids)


def _hide_deleted_company(cr, partner_ids):
    """A restored contact does not bring the name of its deleted company back."""
    cr.execute(
        """
        UPDATE res_partner contact
           SET complete_name = company.name || ', ' || contact.name,
               commercial_company_name = company.name
          FROM res_partner company
         WHERE contact.id = ANY(%s) AND company.id = contact.parent_id
           AND company.anonymization_state = 'deleted'
           AND contact.is_company IS NOT TRUE
        """,
        [partner_ids],
    )


def _leave_lost_company(cr, partner_ids):
    """A restored contact whose company was removed meanwhile stands for itself."""
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE id = ANY(%s) AND parent_id IS NULL AND commercial_partner_id IS NULL",
        [partner_ids],
    )
    cr.execute(
        """
        UPDATE res_partner
           SET complete_name = concat_ws(', ', NULLIF(company_name, ''), name),
               commercial_company_name = company_name
         WHERE id = ANY(%s) AND parent_id IS NULL AND is_company IS NOT TRUE
           AND name <> '' AND commercial_company_name <> ''
           AND commercial_company_name IS DISTINCT FROM company_name
        """,
        [partner_ids],
    )
