"""What was sealed by the version that sealed each file in one part; the people in it
are made up."""

import base64
import json
from pathlib import Path

FIXTURE = Path(__file__).parents[1] / "fixtures" / "seals_of_version_1.json"


def load():
    return json.loads(FIXTURE.read_text())


def decode(text):
    return base64.b64decode(text)
