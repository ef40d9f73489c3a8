from . import (
    log,
    settings,
    retention,
    datamap,
    keys,
    requests,
    nights,
    worklist,
    guard,
    partner,
    kept,
)
