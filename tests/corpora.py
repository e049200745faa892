"""Where the labelled corpora are; tests that need them are skipped with a clear word where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("VIGIE_CORPORA", ROOT.parent / "shared" / "corpora"))

needs_corpora = pytest.mark.skipif(
    not (FOLDER / "feeds" / "manifest.jsonl").is_file(),
    reason=f"the corpora are not at {FOLDER}; set VIGIE_CORPORA",
)
