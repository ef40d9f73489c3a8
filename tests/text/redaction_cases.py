"""What redaction makes of texts: tables of (values of a person, text, expected text).

In the expected text ``_`` is the placeholder; None means that the text stays.
"""

ANN = {"name": "Ann Miller"}
MUELLER = {"name": "Jürgen Müller"}
PHONE = {"phone": "+32 485 11 22 33"}
EMAIL = {"email": "ann@x.com"}

NAMES = [
    (ANN, "Ann Miller called", "_ called"),
    (ANN, "ANN MILLER called, ann miller too", "_ called, _ too"),
    (ANN, "Ann  Miller, Ann\u00a0Miller, Ann\nMiller", "_, _, _"),
    (ANN, "Miller, Ann was here", "_ was here"),
    (ANN, "Client: Miller Ann.", "Client: _."),
    (ANN, "Ann Miller's invoice", "_'s invoice"),
    (ANN, "(Ann Miller) “Ann Miller” @Ann Miller", "(_) “_” @_"),
    (
        ANN,
        "Ann_Miller.pdf, Ann-Miller.pdf, /shop/ann-miller-12",
        "_.pdf, _.pdf, /shop/_-12",
    ),
    (ANN, "?name=Ann+Miller&to=Ann%20Miller", "?name=_&to=_"),
    (ANN, "Ann&nbsp;Miller", "_"),
    (ANN, "Ann said that Miller is a surname", "Ann said that Miller is a surname"),
    (ANN, "Joann Miller, Ann Millerton, Mary-Ann Miller", None),
    (ANN, "Ann Miller-Stone is somebody else", None),
    (ANN, "Guests: Tom Miller, Ann Stone, Bob Hill", None),
    (ANN, "Tom Miller\nAnn Stone", None),
    (ANN, "for the miller ann bought flour", None),
    (ANN, "Ann Miller Street 5 is in Ghent", None),
    (ANN, "Customer Miller, Ann Berlin", "Customer _ Berlin"),
    ({"name": "Dr. Ann Miller"}, "Dear Dr. Ann Miller, Ann Miller", "Dear Dr. _, _"),
    ({"name": "Miller, Ann"}, "Ann Miller and Miller, Ann", "_ and _"),
    ({"name": "Ludwig van Beethoven"}, "van Beethoven, Ludwig", "_"),
    ({"name": "Ludwig van Beethoven"}, "Beethoven, Ludwig van", "_"),
    ({"name": "Juan García López"}, "GARCÍA LÓPEZ, Juan", "_"),
    ({"name": "J. R. Tolkien"}, "J.R. Tolkien and J R Tolkien", "_ and _"),
    ({"name": "Bob O'Brien"}, "Bob O’Brien, Bob O&#39;Brien, Bob O%27Brien", "_, _, _"),
    ({"name": "Anne-Marie Roy"}, "Anne Marie Roy, Roy, Anne‑Marie", "_, _"),
    ({"name": "Rosa Luxemburg"}, "Rosa-Luxemburg-Straße 5", None),
    ({"name": "Victor Hugo"}, "12, rue Victor Hugo, Paris", None),
    ({"name": "Stone & Sons Ltd."}, "from Stone &amp; Sons Ltd to", "from _ to"),
    ({"name": "ann@x.com"}, "mail ann@x.com", "mail _"),
    (ANN, "Ann Millers bill, Ann Miller’s bill", "_ bill, _’s bill"),
    (ANN, "Ann Millers-Stone, Ann Millersen, ann millers are birds", None),
    (ANN, "Miller Anns, Anns Miller, Ann Millers Street 5", None),
    (MUELLER, "Jürgen Müllers Vertrag, JÜRGEN MÜLLERS", "_ Vertrag, _"),
    ({"name": "Hansen, Jens"}, "Jens Hansens hus", "_ hus"),
    ({"name": "Max Weiss"}, "Max Weiss' Auto, Max Weiss’ Auto", "_' Auto, _’ Auto"),
    ({"name": "Max Weiss"}, "Max Weisss", None),
]

WORDS = [
    ({"name": "Miller"}, "Miller said, MILLER paid", "_ said, _ paid"),
    ({"name": "Miller"}, "the miller grinds", None),
    ({"name": "Miller"}, "Miller Street 5, Miller St. 5, rue Miller 5", None),
    ({"name": "Miller"}, "Miller Road, Miller Way 2, 3 Via Miller", None),
    ({"name": "Miller"}, "Millers, Miller-Stone, O'Miller", None),
    ({"name": "Müller"}, "Müllerstraße 5, Müller-Straße, Müllergasse", None),
    ({"name": "Jensen"}, "Jensen Vej 4 og Jensensgade", None),
    ({"name": "Stein"}, "Der Steinbruch, ein stein", None),
    ({"name": "Mark Price"}, "Price: 10, Mark: 5", None),
    ({"name": "Peter Winter"}, "Im Winter kommt Peter", None),
    ({"name": "Winter"}, "Winterreifen, winter", None),
    ({"name": "Peter Hof"}, "Hofgasse, Peterhof, Bahnhof Peter", None),
]

SCRIPTS = [
    (MUELLER, "JÜRGEN MÜLLER und Ju\u0308rgen Mu\u0308ller", "_ und _"),
    (MUELLER, "J&uuml;rgen M&#252;ller, J%C3%BCrgen%20M%C3%BCller", "_, _"),
    ({"name": "Ju\u0308rgen Mu\u0308ller"}, "Jürgen Müller", "_"),
    ({"name": "Max Weiß"}, "MAX WEISS, Max Weiss, max weiß, MAX WEIẞ", "_, _, _, _"),
    ({"name": "İpek Işık"}, "İpek Işık, İPEK IŞIK, ipek ışık", "_, _, _"),
    ({"name": "Νίκος Παπάς"}, "ο ΝΙΚΟΣ ΠΑΠΑΣ ήρθε", "ο _ ήρθε"),
    ({"name": "Анна Иванова"}, "Иванова Анна, АННА ИВАНОВА", "_, _"),
    ({"name": "Анна Иванова"}, "Анна Ивановая", None),
    ({"name": "דוד כהן"}, "שלום דוד כהן, להתראות", "שלום _, להתראות"),
    ({"name": "دانا سالم"}, "مرحبا دانا سالم!", "مرحبا _!"),
    ({"name": "دانا سالم"}, "\u200fدانا\u200f سالم", "\u200f_"),
    ({"name": "王芳"}, "我和王芳说过", "我和_说过"),
    ({"name": "山田 太郎"}, "山田太郎様、山田　太郎様", "_様、_様"),
    ({"name": "김철수"}, "김철수는 왔다", "_는 왔다"),
    ({"name": "Ann Miller"}, "Ann Millerさん", "_さん"),
    ({"name": "Ann Miller"}, "Ann Mil\u00adler, Ａｎｎ Ｍｉｌｌｅｒ", "_, _"),
    ({"name": "राम कुमार"}, "श्री राम कुमार जी", "श्री _ जी"),
    ({"name": "राम कुमार"}, "राम कुमारी", None),
]

NUMBERS = [
    (PHONE, "+32485112233, 0032 485 11 22 33, 0485/11.22.33", "_, _, _"),
    (PHONE, "+32 (0)485 11 22 33 or (0485) 112233", "_ or _"),
    (PHONE, "https://wa.me/32485112233 tel:%2B32485112233", "https://wa.me/_ tel:_"),
    (PHONE, "call (+32 485 112233)", "call (_)"),
    (PHONE, "0485-11-22-33, ext. 4", "_, ext. 4"),
    (PHONE, "+33 485 11 22 33", None),
    (PHONE, "BE71 0485 1122 3344 12, 10485112233, 04851122334", None),
    (PHONE, "EUR 485,112,233.00 / 485.112.233,00 / 485 112 233 EUR", None),
    (PHONE, "٠٤٨٥١١٢٢٣٣", "_"),
    (
        {"phone": "(555) 123-4567"},
        "(555) 123-4567, 555.123.4567, +1 555 123 4567",
        "_, _, _",
    ),
    ({"phone": "1234567"}, "1 234 567 890 and 1.234.567,00 and $1 234 567", None),
    ({"phone": "0171 1234567 / 040 7654321"}, "01711234567; 040-7654321", "_; _"),
    ({"phone": "12 34 56"}, "12 34 56", None),
    ({"vat": "BE0477472701"}, "BE 0477.472.701, be0477472701, 0477.472.701", "_, _, _"),
    ({"vat": "BE0477472701"}, "BE04774727011, XBE0477472701", None),
    ({"vat": "/"}, "5/6", None),
    ({"registry": "12345"}, "No. 12345", "No. _"),
    ({"registry": "12345"}, "12.345, 12345.00, 123456, 12345 EUR", None),
    ({"registry": "HRB 12345 B"}, "HRB12345B, hrb 12345 b", "_, _"),
    ({"iban": "DE89370400440532013000"}, "DE89 3704 0044 0532 0130 00.", "_."),
    (
        {"ref": "C-1234"},
        "c-1234, C-12345, C-1234-5, XC-1234",
        "_, C-12345, C-1234-5, XC-1234",
    ),
    ({"ref": "1234"}, "INV/1234/5, 1234.50, 11234", None),
    ({"ref": "best"}, "All the Best", None),
]

ADDRESSES = [
    (EMAIL, "ann@x.com, ANN@X.COM; <ann@x.com>.", "_, _; <_>."),
    (EMAIL, "joann@x.com ann@x.com.au j.ann@x.com ann@x.company a-ann@x.com", None),
    (EMAIL, "mailto:ann%40x.com?cc=ann&#64;x.com", "mailto:_?cc=_"),
    (EMAIL, "Write to ann@x.com.Thanks", "Write to _.Thanks"),
    ({"email": '"Ann" <ann@x.com>, b@y.org'}, "b@y.org or ann@x.com", "_ or _"),
    (
        {"street": "Hauptstraße 5"},
        "Hauptstrasse 5, HAUPTSTR.  5, Hauptstr. 5",
        "_, _, _",
    ),
    (
        {"street": "Hauptstraße 5"},
        "Hauptstraße 55, Hauptstraße, Neue-Hauptstraße 7",
        None,
    ),
    (
        {"street": "12 Main Street"},
        "12 main st., 112 Main Street",
        "_., 112 Main Street",
    ),
    ({"street": "12, rue de l'Église"}, "12 rue de l’Église", "_"),
    ({"street": "Main Street"}, "Main Street", None),
]

MARKUP = [
    (ANN, "<p><b>Ann</b> Miller met Bob</p>", "<p><b>_</b> met Bob</p>"),
    (ANN, "<p>A<i>nn</i> <b>Mill</b>er</p>", "<p>_<i></i><b></b></p>"),
    (ANN, "<td>Tom Ann</td><td>Miller</td>", None),
    (ANN, "Ann<br/>Miller", "_<br/>"),
    (
        ANN,
        '<a href="/?n=Ann%20Miller" title="Ann Miller">x</a>',
        '<a href="/?n=_" title="_">x</a>',
    ),
    (ANN, '<p class="Ann Miller" style="font: Ann Miller">x</p>', None),
    (ANN, "<!-- by Ann Miller --><p>x</p>", "<!-- by _ --><p>x</p>"),
    (ANN, "<p>3 < 5, Ann Miller & co</p>", "<p>3 < 5, _ & co</p>"),
    (
        ANN,
        "<style>.Ann Miller{}</style><p>Ann Miller</p>",
        "<style>.Ann Miller{}</style><p>_</p>",
    ),
    (ANN, '<img src="data:image/png;base64,Ann+Miller">', None),
    (ANN, '<span title="a>b">Ann Miller</span>', '<span title="a>b">_</span>'),
    ({"name": "Miller"}, "<p>Miller <b>Street</b> 5</p>", None),
    (
        {"name": "table"},
        "<table><tr><td>table</td></tr></table>",
        "<table><tr><td>_</td></tr></table>",
    ),
    (
        EMAIL,
        '<a href="mailto:ann@x.com">ann@x<b>.com</b></a>',
        '<a href="mailto:_">_<b></b></a>',
    ),
    (EMAIL, '"Ann" <ann@x.com>', '"Ann" <_>'),
    (EMAIL, "<img alt=ann@x.com>", "<img alt=_>"),
    (
        PHONE,
        '<a href="tel:+32485112233">0485 <b>11</b> 22 33</a>',
        '<a href="tel:_">_<b></b></a>',
    ),
    (MUELLER, "<p>J&uuml;rgen <span>M&#xFC;ller</span></p>", "<p>_<span></span></p>"),
]
