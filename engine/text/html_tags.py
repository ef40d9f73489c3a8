"""Tags of HTML, and which of them part words."""

import re

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s "
    "samp small span strike strong sub sup tt u var wbr ruby rb rtc rt rp".split()
)
GLOSSES = frozenset(("rt", "rp"))
# The most frequent ones that part words and of which nothing else has to be known.
PARTING = frozenset("p div li td".split())
GLOSS_END = re.compile(r"</?r[tpb]\b|</ruby\b", re.IGNORECASE)
URLS = frozenset("href src action formaction background poster cite srcset".split())
TAG = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<[!?][^<>]*>"
    r"|</?(?P<tag>[a-zA-Z][\w:.-]*)(?=[\s/>])"
    # Signs of less in quotes are few: from none of them may a search go far.
    r"(?P<attributes>(?:[^<'\">]|\"[^\"<]*+\"|'[^'<]*+')*+"
    r"(?:(?:\"[^\"]{0,500}+\"|'[^']{0,500}+')"
    r"(?:[^<'\">]|\"[^\"<]*+\"|'[^'<]*+')*+){0,8}+)>",
    re.DOTALL,
)
STYLE_END = re.compile(r"</style", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"(?<![^\s=/>\"'])([^\s=/>\"']++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)"
)
UNTOUCHED = re.compile(r"(?:class|style|xmlns|t-).*", re.IGNORECASE)
