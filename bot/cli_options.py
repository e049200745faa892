"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="VIGIE_HOME",
        help="Folder with feeds.yaml, rules/ and state/.",
        show_default="this folder",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines for programs.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=1_000_000, help="At most so many.")]
HERE = Path()
