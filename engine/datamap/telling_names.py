"""What the name of a field tells: the one table of telling names.

The words are those of technical names in the usual languages of Odoo modules. Whether
a value is looked for elsewhere is told by :mod:`engine.datamap.field_owner`.
"""

import re
from functools import cache
from typing import NamedTuple


class Meaning(NamedTuple):
    """What a field holds.

    :param category: of the data map
    :param kind: of a search term, or a part of a name (first, middle, last, maiden);
        None for what is never looked for in texts
    :param exact: the value says something of the person by itself, so that it is
        emptied and not searched for words; it is so in dates and selections, too
    """

    category: str
    kind: str | None = None
    exact: bool = False


_NUMBER = r"(no|nr|num|number|nummer|numero|numer|code|card|document|doc|id|ident\w*)"
# The first that matches counts. (pattern of whole words, meaning)
_TABLE = [
    (
        r"(access_|refresh_|api_|auth_)?(token|secret|password|passwd|passwort)\d*",
        Meaning("login"),
    ),
    (
        r"ip|ip_?(v[46]_?)?addr(ess)?e?|(remote|client|last|login|reveal)_?ip|ipv[46]"
        r"|remote_addr(ess)?|mac_?address|user_?agent|ua_\w+|browser|gps"
        r"|device_?(id|token|fingerprint)|geo(_?(lat|lng|long?|point|tag|loc\w*|pos\w*))?"
        r"|(partner_|home_|last_)?(lat|lng|latitude|longitude)|fingerprint\w*|biometri\w*"
        r"|face_?(id|template|print)|iris_?(scan|code)?|retina\w*|voice_?print",
        Meaning("contact", exact=True),
    ),
    (
        r"(priva(te?|do|t)|home|work|business|second)?(e_?mails?|mails?)\d*|mailadres\w*"
        r"|e_?mail_?add?ress?e?n?\d*"
        r"|courriel|correo\w*|e_?post\d*|epost\w*|pec_?mail|posta_elettronica",
        Meaning("contact", "email"),
    ),
    (
        r"(priva(te?|do|t)|home|work|business|mobile?|cell|land|second)?(tele)?"
        r"(phone|fon|fono|fone|foon)s?\d*"
        r"|phone_?(no|nr|num|number)\d*|phones?\d*|telefon\w*"
        r"|teleph\w*|tel\d*(_?(no|nr|num|number))?|mobile?\w*|cell(ular)?\d*|celular\w*"
        r"|cellulare|handy\w*|gsm\w*|(tele)?fax\w*|whats_?app\w*|viber\w*|movil\w*"
        r"|puhelin\w*|land_?line\w*|msisdn|festnetz\w*|sms_?(no|nr|number)|durchwahl",
        Meaning("contact", "phone"),
    ),
    (
        r"birth\w*|\w*birth_?(day|date)|dob|date_of_birth|place_of_birth|geb\w*dat\w*"
        r"|geburt\w*|naissance|date_naissance|lieu_naissance|nacimiento|fecha_nac\w*"
        r"|nascita|data_di_nascita|data_nasc\w*|nascimento|geboorte\w*|fodsel\w*"
        r"|f[oö]delse\w*|data_urodzenia|death_?date|date_of_death|deceased\w*|age",
        Meaning("name", exact=True),
    ),
    (
        r"(blood|patient|medical|health|clinical|medication|disab\w*|allerg\w*|diagnos\w*"
        r"|illness|disease\w*|sick(ness)?|handicap\w*|invalid(ity|ite|itat)\w*|vaccin\w*"
        r"|pregnan\w*|symptom\w*|therap\w*|treatment|prescription|anamnes\w*"
        r"|krankheit\w*|gesundheit\w*|befund|behinder\w*|blutgruppe|enfermedad"
        r"|diagnostico|salud|sante|maladie|sangre|saude|malattia|salute)"
        r"(_?(type|group|status|condition|history|notes?|records?|date|result|code|info"
        r"\w*|degree|grade|level|file|report|data))*",
        Meaning("notes", exact=True),
    ),
    (
        r"religio\w*|confession|konfession|denomination|faith|kirch\w*|church\w*|ethnic\w*"
        r"|race|racial\w*|caste|tribe|trade_?union\w*|union(_?(member\w*|name|code))?"
        r"|gewerkschaft\w*|syndicat\w*|sindicato|political\w*|party_?member\w*"
        r"|criminal\w*|conviction\w*|police_?record\w*|vorstraf\w*|sexual\w*|sex|gender"
        r"|geschlecht|sexe|sexo|genero|sesso|marital\w*|civil_?status|familienstand"
        r"|estado_civil|etat_civil|nationality|citizenship|staatsangeh\w*|nationalite"
        r"|nacionalidad|nazionalita|orientation|salary|wage|gehalt|exam(ination)?"
        r"(_\w+)?|member(ship)?_(state|type|start|stop|cancel|since|until|date\w*|from|to)"
        r"|membership|kinship|relationship|family_?(relation|status)",
        Meaning("name", exact=True),
    ),
    (
        r"vat\w*|tin|tin_?no|tax_?(id|no|nr|num|number|code|ident\w*|file_?number)\w*"
        r"|fiscal_?(code|id|number)|codice_?fiscale|cif|nif|nie|rfc|curp|cpf|cnpj|gstin"
        r"|gst_?no|pan_?(no|number)|ust_?id\w*|uid_?(nr|number)|steuer\w*|nip|moms\w*",
        Meaning("tax", "vat"),
    ),
    (
        r"passport\w*|pasaporte\w*|passeport\w*|reisepass\w*|paspoort\w*|passaporto\w*"
        rf"|(national|personal|identity|identification|citizen|civil|official)_?{_NUMBER}\w*"
        rf"|id_?{_NUMBER}|ident(ity|ification)?_?{_NUMBER}|ausweis\w*|personalausweis\w*"
        r"|dni|bsn|cpr\w*|cvr\w*|kvk\w*|siren|siret|orgnr|org_?(no|nr|number)|personnummer"
        r"|fodselsnummer|ssn\w*|social_?sec\w*|sozialvers\w*|sv_?(nr|nummer)|svnr|nino"
        r"|national_?insurance\w*|aadhaar\w*|pesel|egn|oib|jmbg|cedula|niss"
        r"|driv(er|ers|ing)_?licen[cs]e\w*|licen[cs]e_?(no|nr|number)|f(ue|u)hrerschein\w*"
        r"|permis(_de)?_conduire\w*|carnet_conducir|residence_?permit\w*|work_?permit\w*"
        r"|visa|visa_?(no|nr|number)|permit_?(no|nr|number)|license_?plate|kennzeichen"
        rf"|(health_?|social_?)?insurance_?{_NUMBER}|patient_?{_NUMBER}|matricul\w*"
        r"|company_?registry|registry\w*|registration_?(no|nr|number)|handelsregister\w*",
        Meaning("tax", "registry", exact=True),
    ),
    (
        r"iban\w*|acc(ount)?_?(no|nr|num|number)|bank_?acc(ount)?(_?(no|nr|number))?"
        r"|konto_?(nr|nummer)|kontonummer|cuenta_bancaria|compte_bancaire|rib",
        Meaning("bank", "iban"),
    ),
    (
        r"credit_?card\w*|card_?(no|nr|number|holder\w*)|bic|swift|paypal\w*",
        Meaning("bank", exact=True),
    ),
    (
        r"street_?(name|number\w*|no)|house_?(no|nr|number)|hausnummer|door|floor|stair",
        Meaning("address"),
    ),
    (
        r"street\w*|stra(ss|ß)e\w*|rue|calle|direccion\w*|indirizzo\w*|endereco\w*|gatuadress"
        r"|addr(ess)?(_?(line|street))?_?\d*|adress?e?(_?(line|ligne))?_?\d*|adres\d*"
        r"|adresse\d*",
        Meaning("address", "street"),
    ),
    (
        r"zip\w*|postal_?code|post_?code|plz|postleitzahl|city|ort|wohnort|ville|ciudad"
        r"|citta|cidade|town|village|district|county|neighbou?rhood",
        Meaning("address"),
    ),
    (
        r"first_?names?\d*|given_?names?|fore_?names?|vornamen?|prenoms?|fornavn|fornamn"
        r"|voornaa?m(en)?|primer_?nombre|imie|etunimi",
        Meaning("name", "first"),
    ),
    (
        r"middle_?names?|second_?name|mellomnavn|mellannamn|segundo_?nombre|tussenvoegsel",
        Meaning("name", "middle"),
    ),
    (
        r"(last|sur|family)_?names?_?\d*|nachnamen?|familiennamen?|apellidos?_?\w*"
        r"|cognome|sobrenome|efternavn|etternavn|efternamn|achternaam|nazwisko|sukunimi",
        Meaning("name", "last"),
    ),
    (
        r"(maiden|birth|mothers_maiden)_?name|geburtsname|nee|nom_de_jeune_fille"
        r"|meisjesnaam|previous_?(last|sur|family)_?name",
        Meaning("name", "maiden"),
    ),
    (
        r"(full|legal|real|official|display|nick|alias|former|previous|old|artist|stage"
        r"|pen|complete|native|local|latin|arabic|kana|passport|partner|contact|customer"
        r"|client|holder|acc_holder|cardholder|member|patient|tenant|applicant|person"
        r"|participant|attendee|guest|visitor|student|employee|common|signer|author)"
        r"_?names?\d*|name\d+|name_?(kana|latin|native|local|ar|en|zh|ja|kanji|furigana)"
        r"|nick_?name|signed_by|rufname|kunstlername|spitzname|nombre_completo"
        r"|nom_complet|vollst\w*name",
        Meaning("name", "name"),
    ),
    (
        r"(member(ship)?|customer|client|kunden?|student|patient|loyalty|badge|employee"
        r"|personnel|personal|mitglieds?)_?(no|nr|num|number|nummer|code|card|ref)"
        r"|kundennummer|mitgliedsnummer",
        Meaning("name", "ref"),
    ),
    (
        r"linked_?in\w*|facebook\w*|twitter\w*|instagram\w*|skype\w*|telegram\w*"
        r"|tik_?tok\w*|xing\w*|mastodon\w*|signal_?id|we_?chat\w*|social_\w+"
        r"|web_?site\d*|homepage",
        Meaning("contact"),
    ),
    (
        r"signature\w*|unterschrift\w*|photo\w*|picture\w*|portrait\w*|avatar\w*",
        Meaning("media"),
    ),
]
_PATTERNS = [(re.compile(f"(?:{pattern})"), found) for pattern, found in _TABLE]
_PREFIX = re.compile(r"^x_(studio_)?")
_SUFFIX = re.compile(r"_(normalized|sanitized|char|text|raw)$")
# Names of fields that are about a value without holding one: a template, a counter, a
# switch.
_ABOUT = frozenset(
    "count counter state status template subject sent verified valid validated format "
    "mask label layout server domain alias_domain opt required enabled visible show "
    "policy mode type method rule bounce bounced blacklisted confirmed score body "
    "color index count sequence field model".split()
)
_NEVER_PLAIN = frozenset(
    "age race union visa door floor stair ort rib nee gps sex".split()
)


@cache
def meaning(name):
    """What a field of this name holds.

    :return: :class:`Meaning` or None
    """
    plain = _SUFFIX.sub("", _PREFIX.sub("", name.lower()))
    words = plain.split("_")
    found = _fitting(plain) or _inside(words)
    if found and not found.exact and _ABOUT & set(words):
        return None
    return found


def _fitting(text):
    return next((one for pattern, one in _PATTERNS if pattern.fullmatch(text)), None)


def _inside(words):
    """Take the longest run of words at the end of the name that means something, else
    any run: 'member_birth_date', 'email_of_tenant'."""
    count = len(words)
    runs = sorted(
        ((a, b) for a in range(count) for b in range(a + 1, count + 1)),
        key=lambda run: (run[0] - run[1], -run[1]),
    )
    for start, end in runs:
        text = "_".join(words[start:end])
        if text not in _NEVER_PLAIN and (found := _fitting(text)):
            return found
    return None


def is_exact(name):
    """Whether a date, a selection or a number of this name speaks of a person."""
    found = meaning(name)
    return bool(found and found.exact)


def kind(name):
    """The kind of search term, or the part of a name, that a name as a whole means."""
    found = _fitting(_SUFFIX.sub("", _PREFIX.sub("", name.lower())))
    return found and found.kind


def kind_inside(name):
    """The same, where the name may hold other words as well, as ``invoice_email``."""
    found = meaning(name)
    return found and found.kind
