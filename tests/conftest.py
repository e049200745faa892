"""What holds for all tests."""

from __future__ import annotations

import os

from tests.feedserver import LOOPBACK

# The servers of the tests are on this computer, which the guard of the fetcher keeps feeds from. Programs that
# are started inherit it; what is built inside of a test says it itself.
os.environ["VIGIE_ALLOW_HOSTS"] = " ".join(LOOPBACK)
