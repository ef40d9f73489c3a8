"""The models, in folders by feature; each may import from those before it:

log, approvals, retention, datamap, keys, certificates, kept, settings, requests,
nights, worklist, guard, partner, runs, overview
"""

from . import (
    log,
    approvals,
    settings,
    retention,
    datamap,
    keys,
    certificates,
    requests,
    nights,
    worklist,
    guard,
    partner,
    kept,
    runs,
    overview,
)
