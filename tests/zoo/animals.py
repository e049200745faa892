"""The whole zoo, by name."""

from __future__ import annotations

from tests.zoo.documents import DOCUMENTS
from tests.zoo.sites import ANSWERS
from tests.zoo.wires import COMPRESSION, NETWORK, WAYS

ANIMALS = {**NETWORK, **COMPRESSION, **WAYS, **ANSWERS, **DOCUMENTS}
