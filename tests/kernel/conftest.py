"""Real kernels, old and new. The tests are their browser, over ZMQ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.browser import KERNELS, Browser, running


@pytest.fixture(scope="session", params=KERNELS)
def kernel(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, root: Path
) -> Iterator[Browser]:
    """A running kernel."""
    with running(request.param, tmp_path_factory.mktemp("kernel"), root) as browser:
        yield browser


@pytest.fixture
def browser(kernel: Browser) -> Iterator[Browser]:
    """The kernel with no widget in it; afterwards there is none either."""
    kernel.forget()
    yield kernel
    kernel.acknowledges = True
    kernel.run("import ipywidgets; ipywidgets.Widget.close_all()")
    if "w" in kernel.value("list(globals())"):
        kernel.run("del w")
