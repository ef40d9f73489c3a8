-- Makes subjects out of populated partners and invoices: made-up people with about 29
-- rows of personal data each in 7 tables (every 20th has a login as well), business
-- with whom ended so long ago that nothing blocks and nothing has to be kept.
--
-- Settings: bench.subjects = how many; bench.last_partner, bench.last_move = the
-- highest ids before `odoo populate`, whose records stay as they are.

SET session_replication_role = replica;
SET work_mem = '256MB';

CREATE TEMP TABLE subject AS
WITH used AS (
    SELECT partner_id AS id FROM account_move
     UNION SELECT commercial_partner_id FROM account_move
     UNION SELECT partner_shipping_id FROM account_move
     UNION SELECT partner_id FROM account_move_line
     UNION SELECT parent_id FROM res_partner
), free AS (
    SELECT partner.id, (row_number() OVER (ORDER BY partner.id) - 1)::int AS place
      FROM res_partner partner LEFT JOIN used USING (id)
     WHERE used.id IS NULL
       AND partner.id > current_setting('bench.last_partner')::int
)
SELECT place / 3 AS n, place % 3 AS address, id AS partner_id,
       min(id) OVER (PARTITION BY place / 3) AS root_id
  FROM free WHERE place < 3 * current_setting('bench.subjects')::int;

-- 20 * 20 * 20 surnames, and a given name per address.
CREATE TEMP TABLE person AS
WITH syllable AS (
    SELECT string_to_array('bal,cor,dun,fen,gil,hol,kel,lam,mor,nor,pel,quil,ros,'
                           'sel,tam,ul,var,wen,yar,zol', ',') AS s,
           string_to_array('Adeline,Bertram,Clementine,Dorian,Evander,Fenella,Gideon,'
                           'Henrietta,Isidor,Josephine,Kasimir,Leopoldine,Montague,'
                           'Nerissa,Oswald,Philippa,Quentin,Rosamund,Sylvester,'
                           'Theodora', ',') AS given
)
SELECT subject.*,
       given[1 + (n * 7 + address * 5) % 20] || ' ' ||
       initcap(s[1 + n / 400 % 20] || s[1 + n / 20 % 20] || s[1 + n % 20]) AS name,
       lower(given[1 + (n * 7 + address * 5) % 20]) || address || '@' ||
       s[1 + n / 400 % 20] || s[1 + n / 20 % 20] || s[1 + n % 20] ||
       n || '.example' AS email,
       '+45' || (20000000 + n * 3 + address) AS phone,
       initcap(s[1 + n % 20] || s[1 + n / 20 % 20]) || ' Road ' || 1 + n / 400 AS street
  FROM subject, syllable;
CREATE UNIQUE INDEX ON person (n, address);
ANALYZE person;

UPDATE res_partner partner
   SET name = person.name,
       complete_name = CASE WHEN person.address = 0 THEN person.name
                            ELSE root.name || ', ' || person.name END,
       commercial_company_name = NULL,
       parent_id = CASE WHEN person.address = 0 THEN NULL ELSE person.root_id END,
       commercial_partner_id = person.root_id,
       type = (ARRAY['contact', 'invoice', 'delivery'])[1 + person.address],
       is_company = FALSE, active = TRUE, company_id = NULL, user_id = NULL,
       email = person.email, email_normalized = person.email,
       phone = '+45 ' || substr(person.phone, 4, 4) || ' ' || substr(person.phone, 8),
       phone_sanitized = person.phone,
       street = person.street, zip = (1000 + person.n % 9000)::text, city = 'Ballerup',
       vat = CASE WHEN person.address = 0 THEN 'DK' || 30000000 + person.n END,
       ref = CASE WHEN person.address = 0 THEN 'C-' || 100000 + person.n END,
       company_registry = NULL, website = NULL, function = 'Clerk',
       comment = '<p>' || person.name || ' likes to be called in the morning.</p>',
       create_date = '2009-01-05', write_date = '2012-03-01'
  FROM person JOIN person root ON root.n = person.n AND root.address = 0
 WHERE partner.id = person.partner_id;

-- Populated partners have the number of the one that they were copied from.
UPDATE res_partner SET peppol_endpoint = NULL, company_registry = NULL
 WHERE id IN (SELECT partner_id FROM person);

-- After the pattern of an existing row, whatever columns localizations have added.
INSERT INTO res_partner_bank
SELECT (jsonb_populate_record(pattern, jsonb_build_object(
            'id', nextval('res_partner_bank_id_seq'), 'partner_id', partner_id,
            'acc_number', 'DK50 0040 ' || 1000000000 + n,
            'sanitized_acc_number', 'DK500040' || 1000000000 + n,
            'acc_holder_name', name, 'active', TRUE))).*
  FROM person, (SELECT bank AS pattern FROM res_partner_bank bank LIMIT 1) bank
 WHERE address = 0;

-- Three paid invoices each.
CREATE TEMP TABLE invoice AS
WITH free AS (
    SELECT id, (row_number() OVER (ORDER BY id) - 1)::int AS place
      FROM account_move
     WHERE move_type = 'out_invoice' AND state = 'posted'
       AND id > current_setting('bench.last_move')::int
)
SELECT free.id, place % 3 AS number, DATE '2009-01-31' + n % 1800 AS day, person.*
  FROM free JOIN person ON person.n = place / 3 AND address = 0;
CREATE UNIQUE INDEX ON invoice (id);
ANALYZE invoice;

UPDATE account_move move
   SET partner_id = root_id, commercial_partner_id = root_id,
       partner_shipping_id = root_id, partner_bank_id = NULL,
       date = day, invoice_date = day, invoice_date_due = day + 14,
       state = 'posted', payment_state = 'paid',
       amount_residual = 0, amount_residual_signed = 0,
       invoice_partner_display_name = invoice.name,
       ref = 'Order ' || invoice.id || ' of ' || invoice.name,
       narration = '<p>Thank you, ' || invoice.name || ', for paying ' || move.name ||
                   ' in time.</p>',
       create_date = day, write_date = day
  FROM invoice WHERE move.id = invoice.id;

UPDATE account_move_line line
   SET partner_id = root_id, date = day, invoice_date = day,
       date_maturity = CASE WHEN date_maturity IS NULL THEN NULL ELSE day + 14 END,
       parent_state = 'posted', reconciled = TRUE,
       amount_residual = 0, amount_residual_currency = 0,
       ref = 'Order ' || invoice.id || ' of ' || invoice.name,
       name = CASE WHEN display_type = 'product'
                   THEN line.name || ' (for ' || invoice.name || ')'
                   ELSE line.name END,
       create_date = day, write_date = day
  FROM invoice WHERE line.move_id = invoice.id;

INSERT INTO ir_attachment (name, res_model, res_id, type, mimetype, checksum,
                           file_size, index_content, company_id, create_date, write_date)
SELECT 'Invoice ' || name || '.pdf', 'account.move', id, 'binary', 'application/pdf',
       left(encode(sha224(id::text::bytea), 'hex'), 40), 20000,
       'application ' || name || E'\n' || street || E'\n' || 'Ballerup, phone ' ||
       phone || E'\n' || repeat('Item 1 piece at 100.00, VAT 25 %, total 125.00. ', 12),
       1, day, day
  FROM invoice;

-- Three messages on the partner, two on each invoice; one on every other partner.
CREATE TEMP TABLE message AS
SELECT 'res.partner' AS model, partner_id AS res_id, number, DATE '2009-02-01' AS day,
       person.*
  FROM person, generate_series(0, 2) number WHERE address = 0
 UNION ALL
SELECT 'account.move', invoice.id, number.number, day,
       n, address, partner_id, root_id, name, email, phone, street
  FROM invoice, generate_series(0, 1) number(number);

INSERT INTO mail_message (model, res_id, author_id, email_from, reply_to, subject, body,
                          message_type, subtype_id, message_id, date, create_date,
                          write_date, is_internal)
SELECT model, res_id,
       CASE WHEN number % 2 = 0 THEN root_id ELSE admin.partner_id END,
       CASE WHEN number % 2 = 0 THEN '"' || name || '" <' || email || '>'
            ELSE 'office@bench.example' END,
       'catchall@bench.example',
       CASE WHEN number = 0 THEN 'Question of ' || name END,
       '<div><p>Dear <b>' || name || '</b>,</p><p>About ' || model || ' ' || res_id ||
       ': ' || repeat('the delivery that we talked of last week, part ' || number || '. ',
                      2 + (res_id + number) % 3) ||
       '</p><p>We tried ' || phone || ' and wrote to <a href="mailto:' || email || '">'
       || email || '</a>.<br/>Regards, the office</p></div>',
       'comment', 1, '<' || model || res_id || '-' || number || '@bench.example>',
       day, day, day, FALSE
  FROM message, (SELECT partner_id FROM res_users WHERE id = 2) admin;

INSERT INTO mail_message (model, res_id, author_id, email_from, body, message_type,
                          subtype_id, date, create_date, write_date, is_internal)
SELECT 'res.partner', id, 2, 'office@bench.example', '<p>Contact created</p>',
       'notification', 1, create_date, create_date, write_date, FALSE
  FROM res_partner WHERE id NOT IN (SELECT root_id FROM person);

INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_char,
                                 new_value_char)
SELECT message.id, field.id, 'old' || person.email, person.email
  FROM person
  JOIN LATERAL (SELECT id FROM mail_message
                 WHERE model = 'res.partner' AND res_id = person.root_id
                 ORDER BY id LIMIT 2) message ON TRUE,
       ir_model_fields field
 WHERE address = 0 AND field.model = 'res.partner' AND field.name = 'email';

-- Every 20th has a portal login.
WITH login AS (
    INSERT INTO res_users (partner_id, login, company_id, active, share,
                           notification_type, create_date, write_date)
    SELECT partner_id, email, 1, TRUE, TRUE, 'email', '2012-03-01', '2012-03-01'
      FROM person WHERE address = 0 AND n % 20 = 0
    RETURNING id, company_id
), company AS (
    INSERT INTO res_company_users_rel (cid, user_id) SELECT company_id, id FROM login
)
INSERT INTO res_groups_users_rel (gid, uid)
SELECT data.res_id, login.id FROM login, ir_model_data data
 WHERE data.module = 'base' AND data.name = 'group_portal';

CREATE TABLE bench_subject AS SELECT n, partner_id FROM person WHERE address = 0;
SET session_replication_role = origin;
