"""One JupyterLab and one Chromium for all tests; a fresh notebook with its own kernel for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from .jupyter import Jupyter, chromium, jupyter
from .notebook import Notebook
from .widget import Widget

ARTIFACTS = Path(__file__).parent / "artifacts"

Open = Callable[..., Notebook]
Show = Callable[..., Widget]

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture(scope="session")
def lab() -> Iterator[Jupyter]:
    with jupyter() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="session")
def spare_pages() -> list[Page]:
    """Pages with JupyterLab that wait for their next notebook: loading it takes seconds."""
    return []


@pytest.fixture
def open_notebook(
    context: BrowserContext, spare_pages: list[Page], lab: Jupyter, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """``open_notebook(*cells)``. Afterwards the page's console must have said nothing wrong; a
    failed test leaves a picture of the page."""
    opened: list[Notebook] = []

    def open_one(*cells: str, **options: int) -> Notebook:
        page = spare_pages.pop() if spare_pages else context.new_page()
        page.emulate_media(color_scheme="light")
        try:
            opened.append(Notebook(page, lab, *cells, **options))
        except AssertionError:
            _photograph(page, f"{request.node.name}-not-open")
            page.close()
            raise
        return opened[-1]

    yield open_one
    problems = [problem for notebook in opened for problem in notebook.problems]
    well = not problems and not request.node.stash.get(failed, True)
    for number, notebook in enumerate(opened):
        if not well:
            _photograph(notebook.page, f"{request.node.name}-{number}")
        notebook.close()
        if well:
            spare_pages.append(notebook.page)
        else:
            notebook.page.close()
    assert not problems, "the page's console says:\n" + "\n".join(problems)


def _photograph(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    try:
        page.screenshot(path=ARTIFACTS / f"{name}.png", timeout=5000)
    except Error:
        (ARTIFACTS / f"{name}.txt").write_text("The page did not answer.\n", encoding="utf-8")


@pytest.fixture
def show(open_notebook: Open) -> Show:
    """``show("hidden_layers=[4]")``: a notebook that shows ``w`` with these options. Further
    cells, and the width of the page, may follow."""

    def show_one(options: str = "", *cells: str, **page: int) -> Widget:
        notebook = open_notebook(playground(options), *cells, **page)
        notebook.run()
        return notebook.widget()

    return show_one


class Stage:
    """One notebook in which many tests, one after the other, show their widgets."""

    CELLS = 3

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self._cells: tuple[str, ...] = ()

    def __call__(self, *cells: str) -> Widget:
        """Run these cells; the first widget that they show."""
        for number in range(self.CELLS):
            self.notebook.set_cell(number, cells[number] if number < len(cells) else "")
            self.notebook.run(number)
        self._cells = cells
        return self.notebook.widget()

    def same(self, options: str = "") -> Widget:
        """``w`` with these options: the one that is shown, where it was made with the same."""
        cells = (playground(options),)
        return self.notebook.widget() if cells == self._cells else self(*cells)

    def forget(self) -> None:
        self._cells = ()


@pytest.fixture(scope="session")
def staged(context: BrowserContext, lab: Jupyter) -> Iterator[Stage]:
    notebook = Notebook(context.new_page(), lab, *[""] * Stage.CELLS, height=1500)
    yield Stage(notebook)
    notebook.close()
    notebook.page.close()


@pytest.fixture
def stage(staged: Stage, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A notebook that is open already. Afterwards its console must have said nothing wrong."""
    yield staged
    problems = list(staged.notebook.problems)
    staged.notebook.problems.clear()
    if problems or request.node.stash.get(failed, True):
        _photograph(staged.notebook.page, request.node.name)
        staged.forget()
    assert not problems, "the page's console says:\n" + "\n".join(problems)


def playground(options: str = "") -> str:
    """A cell that makes ``w`` and shows it."""
    return f"import nnwidget\nw = nnwidget.Playground({options})\nw"
