"""All benchmarks: ``python -m benchmarks`` (``make bench``), or some by name."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("engine", "browser", "edits", "burst", "saving", "diagnosis")


def main(names: list[str]) -> int:
    """Run the benchmarks of those names, all without any; each in a process of its own."""
    for name in names or NAMES:
        if name not in NAMES:
            print(f"there is no benchmark {name!r}; there are: {', '.join(NAMES)}")
            return 2
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
