-- Who lives in the database: :partners made-up partners by a fixed rule, 20 to a block.
-- 0 is a company, 1 to 3 its contacts, 4 to 7 a family with one address, 8 to 12 people
-- who bought a lot, 13 to 17 people of whom little is known, 18 a person with 19 as
-- delivery address. All that a block did falls in one of the years 2017 to 2024.
DROP TABLE IF EXISTS life_person;
CREATE UNLOGGED TABLE life_person AS
WITH words AS (
    SELECT string_to_array('bal,cor,dun,fen,gil,hol,kel,lam,mor,nor,pel,quil,ros,sel,'
                           'tam,ul,var,wen,yar,zol', ',') AS s,
           string_to_array('Adeline,Bertram,Clementine,Dorian,Evander,Fenella,Gideon,'
                           'Henrietta,Isidor,Josephine,Kasimir,Leopoldine,Montague,'
                           'Nerissa,Oswald,Philippa,Quentin,Rosamund,Sylvester,Theodora,'
                           'Alwin,Beatrix,Conrad,Dagmar,Edmund,Frieda,Gisela,Harald,'
                           'Ingrid,Jonas,Karin,Ludwig,Mathilde,Norbert,Ottilie,Patrick,'
                           'Ruth,Sigrid,Thomas,Ursula,Viktor,Wilma', ',') AS given
), person AS (
    SELECT n, n % 20 AS place, n / 20 AS block, given[1 + (n * 7 + n / 20) % 42] AS given,
           -- A family has one surname; the others have each their own.
           initcap(s[1 + f / 400 % 20] || s[1 + f / 20 % 20] || s[1 + f % 20]
                   || CASE WHEN f / 8000 % 2 = 0 THEN '' ELSE 'sen' END) AS surname,
           s
      FROM generate_series(0, {partners} - 1) n, words,
           LATERAL (SELECT CASE WHEN n % 20 BETWEEN 4 AND 7 THEN n - n % 20 + 4 ELSE n
                            END * 7 AS f) family
)
SELECT n AS person, place, block, {first_partner} + n AS id,
       CASE WHEN place BETWEEN 1 AND 3 THEN {first_partner} + n - place
            WHEN place = 19 THEN {first_partner} + n - 1 END AS parent_id,
       CASE WHEN place BETWEEN 1 AND 3 THEN {first_partner} + n - place
            WHEN place = 19 THEN {first_partner} + n - 1
            ELSE {first_partner} + n END AS commercial_id,
       CASE WHEN place = 0 THEN surname || ' Trading ' || block
            ELSE given || ' ' || surname END AS name,
       CASE WHEN place IN (4, 5)
            THEN 'family.' || lower(surname) || block || '@home' || block % 40 || '.example'
            WHEN place = 0 THEN 'office@' || lower(surname) || block || '.example'
            ELSE lower(given) || '.' || lower(surname) || n || '@mail' || n % 50
                 || '.example' END AS email,
       '+45' || CASE WHEN place BETWEEN 4 AND 7 THEN 20000000 + block
                     ELSE 30000000 + n END AS phone,
       CASE WHEN place BETWEEN 4 AND 7 THEN surname ELSE
            initcap(s[1 + n % 20] || s[1 + n / 20 % 20]) END || ' Road '
       || 1 + CASE WHEN place BETWEEN 4 AND 7 THEN block ELSE n END % 300 AS street,
       (1000 + block % 9000)::text AS zip,
       DATE '2017-01-01' + block % 8 * 365 AS first_day,
       place = 0 OR place BETWEEN 4 AND 12 AS is_rich,
       place BETWEEN 8 AND 17 AND block % 8 < 3 AS is_subject,
       place BETWEEN 8 AND 12 AS is_rich_subject
  FROM person;
CREATE UNIQUE INDEX ON life_person (person);
CREATE UNIQUE INDEX ON life_person (id);
ANALYZE life_person;
