"""The supervisory authorities for data protection, by their own names: GDPR Art. 77."""

# Members of the European Data Protection Board, and of countries with a law alike.
_OF_COUNTRY = {
    "AT": "Österreichische Datenschutzbehörde (dsb.gv.at)",
    "BE": "Autorité de protection des données / Gegevensbeschermingsautoriteit "
    "(dataprotectionauthority.be)",
    "BG": "Комисия за защита на личните данни (cpdp.bg)",
    "CH": "Eidgenössischer Datenschutz- und Öffentlichkeitsbeauftragter "
    "(edoeb.admin.ch)",
    "CY": "Γραφείο Επιτρόπου Προστασίας Δεδομένων Προσωπικού Χαρακτήρα "
    "(dataprotection.gov.cy)",
    "CZ": "Úřad pro ochranu osobních údajů (uoou.gov.cz)",
    "DK": "Datatilsynet (datatilsynet.dk)",
    "EE": "Andmekaitse Inspektsioon (aki.ee)",
    "ES": "Agencia Española de Protección de Datos (aepd.es)",
    "FI": "Tietosuojavaltuutetun toimisto (tietosuoja.fi)",
    "FR": "Commission Nationale de l'Informatique et des Libertés (cnil.fr)",
    "GB": "Information Commissioner's Office (ico.org.uk)",
    "GR": "Αρχή Προστασίας Δεδομένων Προσωπικού Χαρακτήρα (dpa.gr)",
    "HR": "Agencija za zaštitu osobnih podataka (azop.hr)",
    "HU": "Nemzeti Adatvédelmi és Információszabadság Hatóság (naih.hu)",
    "IE": "Data Protection Commission (dataprotection.ie)",
    "IS": "Persónuvernd (personuvernd.is)",
    "IT": "Garante per la protezione dei dati personali (garanteprivacy.it)",
    "LI": "Datenschutzstelle (datenschutzstelle.li)",
    "LT": "Valstybinė duomenų apsaugos inspekcija (vdai.lrv.lt)",
    "LU": "Commission nationale pour la protection des données (cnpd.lu)",
    "LV": "Datu valsts inspekcija (dvi.gov.lv)",
    "MT": "Office of the Information and Data Protection Commissioner (idpc.org.mt)",
    "NL": "Autoriteit Persoonsgegevens (autoriteitpersoonsgegevens.nl)",
    "NO": "Datatilsynet (datatilsynet.no)",
    "PL": "Urząd Ochrony Danych Osobowych (uodo.gov.pl)",
    "PT": "Comissão Nacional de Proteção de Dados (cnpd.pt)",
    "RO": "Autoritatea Naţională de Supraveghere a Prelucrării Datelor cu Caracter "
    "Personal (dataprotection.ro)",
    "SE": "Integritetsskyddsmyndigheten (imy.se)",
    "SI": "Informacijski pooblaščenec (ip-rs.si)",
    "SK": "Úrad na ochranu osobných údajov (dataprotection.gov.sk)",
}
# In Germany companies are supervised by their state: BDSG § 40.
_OF_STATE = {
    ("DE", "BB"): "Die Landesbeauftragte für den Datenschutz und für das Recht auf "
    "Akteneinsicht Brandenburg (lda.brandenburg.de)",
    ("DE", "BE"): "Berliner Beauftragte für Datenschutz und Informationsfreiheit "
    "(datenschutz-berlin.de)",
    ("DE", "BW"): "Der Landesbeauftragte für den Datenschutz und die "
    "Informationsfreiheit Baden-Württemberg (baden-wuerttemberg.datenschutz.de)",
    ("DE", "BY"): "Bayerisches Landesamt für Datenschutzaufsicht (lda.bayern.de)",
    ("DE", "HB"): "Die Landesbeauftragte für Datenschutz und Informationsfreiheit der "
    "Freien Hansestadt Bremen (datenschutz.bremen.de)",
    ("DE", "HE"): "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit "
    "(datenschutz.hessen.de)",
    ("DE", "HH"): "Der Hamburgische Beauftragte für Datenschutz und "
    "Informationsfreiheit (datenschutz-hamburg.de)",
    ("DE", "MV"): "Der Landesbeauftragte für Datenschutz und Informationsfreiheit "
    "Mecklenburg-Vorpommern (datenschutz-mv.de)",
    ("DE", "NI"): "Der Landesbeauftragte für den Datenschutz Niedersachsen "
    "(lfd.niedersachsen.de)",
    ("DE", "NW"): "Landesbeauftragte für Datenschutz und Informationsfreiheit "
    "Nordrhein-Westfalen (ldi.nrw.de)",
    ("DE", "RP"): "Der Landesbeauftragte für den Datenschutz und die "
    "Informationsfreiheit Rheinland-Pfalz (datenschutz.rlp.de)",
    ("DE", "SH"): "Unabhängiges Landeszentrum für Datenschutz Schleswig-Holstein "
    "(datenschutzzentrum.de)",
    ("DE", "SL"): "Unabhängiges Datenschutzzentrum Saarland (datenschutz.saarland.de)",
    ("DE", "SN"): "Sächsische Datenschutz- und Transparenzbeauftragte "
    "(datenschutz.sachsen.de)",
    ("DE", "ST"): "Landesbeauftragte für den Datenschutz Sachsen-Anhalt "
    "(datenschutz.sachsen-anhalt.de)",
    ("DE", "TH"): "Thüringer Landesbeauftragter für den Datenschutz und die "
    "Informationsfreiheit (tlfdi.de)",
}


def of_company(company):
    """Return the name of the authority that supervises a company by its address, or an
    empty text where it is not known.

    :param company: ``res.company``
    """
    country = company.country_id.code
    state = (company.state_id.code or "").removeprefix(f"{country}-")
    known = _OF_STATE.get((country, state))
    return known or _OF_COUNTRY.get(country, "")
