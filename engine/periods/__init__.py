"""How long something is kept, and when something must be answered.

Years and starts by company and by law (``policy``), the day of a moment where the
company is (``time_zones``), the month of a data subject's request
(``request_deadline``). Dates in, dates out.
"""

from . import policy, request_deadline, time_zones
from .policy import Policy
from .company_policy import INSTEAD
from .company_policy import NOT_YET
from .company_policy import Period
from .company_policy import after
from .time_zones import DEFAULT

__all__ = [
    "DEFAULT",
    "INSTEAD",
    "NOT_YET",
    "Period",
    "Policy",
    "after",
    "policy",
    "request_deadline",
    "time_zones",
]
