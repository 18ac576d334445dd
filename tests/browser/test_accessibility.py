"""Everybody can use it: axe finds nothing in any state, all can be seen, hit and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Open, Show, Stage, playground
from .golden import FOLDER, UPDATE
from .notebook import Notebook
from .test_appearance import COLLISIONS, OVERFLOW, THEMES
from .widget import Widget

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"

VIOLATIONS = """async root => (await axe.run(root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'],
    resultTypes: ['violations'],
})).violations.map(({id, nodes}) => `${id}: ${nodes.map(node => node.html).join(' ')}`)"""

Reach = Callable[[Widget], object]

HIGH_CONTRAST = "JupyterLab Dark High Contrast"

COLOUR = """const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
const over = (colour, ground, opacity = 1) => {
    canvas.fillStyle = ground;
    canvas.fillRect(0, 0, 1, 1);
    canvas.globalAlpha = opacity;
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    canvas.globalAlpha = 1;
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const luminance = rgb => rgb.map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (colour, ground) => {
    const [low, high] = [over(colour, ground), over(ground, '#fff')].map(luminance)
        .sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
};
const groundOf = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement)
        layers.unshift(getComputedStyle(at).backgroundColor);
    return layers.reduce((ground, layer) => `rgb(${over(layer, ground)})`, '#fff');
};"""
"""The contrast of computed colours, whatever their notation and their transparency."""

FAINT = f"""root => {{
    {COLOUR}
    const found = [];
    const check = (what, colour, ground) => {{
        const ratio = contrast(colour, ground);
        if (ratio < 3) found.push(`${{what}} ${{ratio.toFixed(2)}}`);
    }};
    const style = getComputedStyle(root);
    const named = name => style.getPropertyValue(`--nnw-${{name}}`);
    for (const place of ['surface', 'panel']) {{
        // tracks of sliders, rings, signs of weights and biases
        for (const name of ['line-strong', 'accent', 'focus', 'warning', 'error'])
            check(`${{name}} on ${{place}}`, named(name), named(place));
    }}
    for (const name of ['positive', 'negative']) check(name, named(name), named('surface'));
    for (const field of root.querySelectorAll(
        '.nnw-settings-main .nnw-select, .nnw-input, .nnw-data .nnw-button'))
        check(`the border of ${{field.ariaLabel ?? field.id}}`,
            getComputedStyle(field).borderTopColor, groundOf(field.parentElement));
    for (const icon of root.querySelectorAll('.nnw-icon')) {{
        if (icon.closest('[aria-disabled]')) continue;
        check(`the icon of ${{icon.closest('[aria-label]')?.ariaLabel}}`,
            getComputedStyle(icon).stroke, groundOf(icon.parentElement));
    }}
    for (const link of root.querySelectorAll('.nnw-link')) {{
        const {{stroke, strokeOpacity, strokeWidth}} = getComputedStyle(link);
        // what is next to zero may be next to nothing
        if (parseFloat(strokeWidth) < 1.5) continue;
        const seen = over(stroke, groundOf(root), Number(strokeOpacity));
        check(link.ariaLabel, `rgb(${{seen}})`, groundOf(root));
    }}
    return found;
}}"""

TINY = """root => {
    const targets = [...root.querySelectorAll(
        'button, select, input:not([type=file]), [role=application]')].map(element => {
            // a radio or a checkbox is as large as its label
            const box = (element.closest('label.nnw-check, label.nnw-radio, label.nnw-dataset')
                ?? element).getBoundingClientRect();
            return {element, box, x: box.left + box.width / 2, y: box.top + box.height / 2};
        });
    return targets
        .filter(({box}) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
        // or it has as much space around it (2.5.8, exception "spacing")
        .filter(({element, x, y}) => targets.some(other => other.element !== element
            && Math.hypot(
                Math.max(other.box.left - x, x - other.box.right, 0),
                Math.max(other.box.top - y, y - other.box.bottom, 0)) < 11.9))
        .map(({element, box}) =>
            `${element.ariaLabel ?? element.id}: ${box.width} x ${box.height}`);
}"""

FOCUSABLE = "button, select, input:not([type=file]), [tabindex]"

UNSEEN_FOCUS = f"""root => {{
    {COLOUR}
    const rings = element => {{
        const {{outlineStyle, outlineWidth, outlineColor, filter}} = getComputedStyle(element);
        const drawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
        const ring = drawn ? outlineColor : filter.match(/(?:rgb|color)[^)]*\\)/g)?.at(-1);
        return ring && contrast(ring, groundOf(element.parentElement)) >= 3;
    }};
    return [...root.querySelectorAll('{FOCUSABLE}')].filter(element => {{
        element.focus();
        // where the native control is invisible its label or its picture is framed
        const invisible = getComputedStyle(element).opacity === '0';
        const shown = invisible
            ? [element.parentElement, element.nextElementSibling] : [element];
        return document.activeElement === element && element.checkVisibility()
            && !shown.some(one => one && rings(one));
    }}).map(element => element.ariaLabel ?? element.id);
}}"""

CUT = """root => [...root.querySelectorAll('*')].filter(element => {
    const {overflowX, overflowY, clipPath} = getComputedStyle(element);
    const writes = [...element.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    // a menu shows its whole text when it opens
    if (!writes || clipPath !== 'none' || element.closest('select, .nnw-unseen')) return false;
    return overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
        || overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1;
}).map(element => element.innerText)"""

SPACING = """.nnw-root * {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
.nnw-root p { margin-block-end: 2em !important; }"""
"""What a reader may set (WCAG 1.4.12)."""


def violations(notebook: Notebook, root: Any) -> list[str]:
    assert AXE.is_file(), "axe-core is missing: run npm ci in js/"
    if not notebook.page.evaluate("'axe' in globalThis"):
        notebook.page.add_script_tag(path=AXE)
    found: list[str] = root.evaluate(VIOLATIONS)
    return found


def press(*names: str) -> Reach:
    return lambda w: [w.button(name).click() for name in names]


def run(code: str) -> Reach:
    return lambda w: w.notebook.kernel.run(code)


def train(w: Widget) -> None:
    w.button("Play").click()
    w.notebook.until(lambda: w.value("epoch") > 3, "epoch 3")


def refuse(w: Widget) -> None:
    w.button("Pause").click()
    w.notebook.kernel.run("w.features = ['x1']")
    expect(w.button("x2")).to_have_attribute("aria-pressed", "false")
    w.button("x1").click()
    expect(w.root.locator("[role=status]")).to_contain_text("at least one input")


def open_everything(w: Widget) -> None:
    w.neuron(1, 1).click()
    press("More settings", "Confusion matrix", "Hidden space", "Optimizer options")(w)


def diverge(w: Widget) -> None:
    w.notebook.kernel.run("w.hidden_controls = []; w.optimizer = 'sgd'; w.activation = 'relu'")
    w.notebook.kernel.run("w.learning_rate = 100")
    w.button("Play").click()
    w.notebook.until(lambda: "diverge" in w.status, "it says that it diverged")


STATES: dict[str, Reach] = {
    "default": press(),
    "training": train,
    "refused edit": refuse,
    "everything open": open_everything,
    "editing points": press("Edit points"),
    "help": press("Edit points", "Help"),
    "tour": press("Help", "Take the tour"),
    "presentation": press("Presentation"),
    "no hidden layer": run("w.hidden_layers = []"),
    "three classes": run("w.dataset = 'blobs'; w.hidden_layers = [3]"),
    "regression": run("w.dataset = 'plane'"),
    "hidden controls": run("w.hidden_controls = ['dataset', 'speed', 'undo', 'equation']"),
    "diverged": diverge,
}
"""What leads from each state to the next."""

ONE_INPUT = "data=([[-1.0], [0.0], [1.0], [2.0]] * 5, [0.0, 1.0, 4.0, 2.0] * 5)"


def test_axe_finds_no_violation_in_any_state_theme_or_language(stage: Stage) -> None:
    found: list[str] = []

    def examine(w: Widget, state: str, turn: int) -> None:
        # each state in both themes and in both languages, but not in all four pairs; a change of
        # theme takes long
        themes = THEMES[:: -1 if turn % 2 else 1]
        for theme, language in zip(
            themes, ("en", "es")[:: -1 if turn // 2 % 2 else 1], strict=True
        ):
            w.notebook.theme(theme)
            w.notebook.kernel.run(f"w.locale = '{language}'")
            expect(w.root.locator(f".nnw-app[lang={language}]")).to_be_visible()
            where = f"{state}, {theme}, {language}"
            found.extend(f"{where}: {one}" for one in violations(w.notebook, w.root))
        w.notebook.kernel.run("w.locale = 'en'")
        expect(w.root.locator(".nnw-app[lang=en]")).to_be_visible()
        w.notebook.page.keyboard.press("Escape")

    w = stage(playground("hidden_layers=[4, 2], optimizer='adam'"))
    for turn, (state, reach) in enumerate(STATES.items()):
        reach(w)
        examine(w, state, turn)
    examine(stage(playground(ONE_INPUT)), "one input", len(STATES))
    stage.notebook.theme("light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("language", "gone"), [("en", "run the cell again"), ("es", "ejecute la celda")]
)
def test_axe_finds_no_violation_without_an_answer_of_the_kernel(
    open_notebook: Open, language: str, gone: str
) -> None:
    blocks = f"import os, time\nwhile not os.path.exists('go-{language}'): time.sleep(0.01)"
    notebook = open_notebook(f"{playground()}\ndisplay(w)\n{blocks}")
    set_language = "language => { document.documentElement.lang = language; }"
    before = notebook.page.evaluate("document.documentElement.lang")
    notebook.page.evaluate(set_language, language)
    found: list[str] = []

    def examine(state: str) -> None:
        for theme in THEMES:
            notebook.theme(theme)
            found.extend(f"{state}, {theme}: {one}" for one in violations(notebook, root))

    notebook.run(wait=False)
    root = notebook.page.locator(".nnw-root")
    expect(root.locator(f".nnw-skeleton[lang={language}] [role=status]")).not_to_be_empty()
    examine("connecting")
    (notebook.jupyter.folder / f"go-{language}").touch()
    expect(root.locator(".nnw-app:not(.nnw-skeleton, .nnw-picture)")).to_be_visible()
    notebook.restart()
    expect(root.get_by_role("status")).to_contain_text(gone, timeout=30_000)
    examine("gone")
    notebook.page.evaluate(set_language, before)
    assert not found, "\n".join(found)


@contextmanager
def high_contrast(notebook: Notebook) -> Iterator[None]:
    """The colours of JupyterLab's own theme, without a setting that would outlive the test."""
    name = "@jupyterlab/theme-dark-high-contrast-extension/index.css"
    style = notebook.page.add_style_tag(url=f"{notebook.jupyter.url}/lab/api/themes/{name}")
    set_name = "name => { document.body.dataset.jpThemeName = name; }"
    before = notebook.page.evaluate("document.body.dataset.jpThemeName")
    notebook.page.evaluate(set_name, HIGH_CONTRAST)
    try:
        yield
    finally:
        style.evaluate("style => style.remove()")
        notebook.page.evaluate(set_name, before)


def test_what_is_no_text_stands_out_as_well_in_every_theme(show: Show) -> None:
    w = show("hidden_layers=[4, 2], seed=1")
    w.button("More settings").click()
    w.neuron(1, 1).click()
    w.notebook.kernel.run("w.weights[0][:] = [[0.5, -0.5]] * 4")
    w.notebook.page.mouse.move(0, 0)
    w.notebook.page.emulate_media(reduced_motion="reduce")
    w.notebook.until(lambda: w.root.locator(".nnw-link[data-sign='-']").count(), "the weights")
    for theme in THEMES:
        w.notebook.theme(theme)
        assert w.root.evaluate(FAINT) == [], theme
    with high_contrast(w.notebook):
        assert w.root.evaluate(FAINT) == []
        assert violations(w.notebook, w.root) == []
        assert (
            w.root.locator(".nnw-link").first.evaluate(
                "link => getComputedStyle(link).strokeOpacity"
            )
            == "1"
        )


def test_the_focus_can_be_seen_on_everything_that_takes_it(show: Show) -> None:
    w = show("hidden_layers=[3]")
    for name in ("More settings", "Edit points", "Confusion matrix"):
        w.button(name).click()
    w.notebook.page.keyboard.press("Tab")  # the keyboard is in use
    for theme in THEMES:
        w.notebook.theme(theme)
        assert w.root.evaluate(UNSEEN_FOCUS) == [], theme
    with high_contrast(w.notebook):
        assert w.root.evaluate(UNSEEN_FOCUS) == []


def test_a_finger_hits_every_target(show: Show) -> None:
    w = show("hidden_layers=[3, 2]")
    assert w.root.evaluate(TINY) == []
    for name in ("More settings", "Edit points", "Confusion matrix"):
        w.button(name).click()
    w.notebook.kernel.run("w.hidden_layers = [8] * 6")
    expect(w.neurons()).to_have_count(49)
    for width in (1100, 400):
        w.set_width(width)
        assert w.root.evaluate(TINY) == [], f"{width} px"
    # a weight's curve is thin; what counts is what a press near it does
    w.notebook.kernel.run("w.hidden_layers = [1]; w.features = ['x1']")
    expect(w.neurons()).to_have_count(2)
    w.set_width(1100)
    curve = w.link("neuron 1 of layer 1", 1, 2)
    field = w.root.get_by_role("spinbutton", name="Weight from neuron 1 of layer 1")
    for away in (-11, 11):
        w.neuron(1, 1).click()
        box = curve.bounding_box()
        assert box
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        w.notebook.page.mouse.click(middle[0], middle[1] + away)
        expect(field).to_be_focused()


def test_it_reflows_at_320_pixels_and_takes_the_spacing_of_the_reader(show: Show) -> None:
    # the offer of the tour, until it is answered, takes the place of facts
    w = show("hidden_layers=[4, 2], optimizer='adam', hidden_controls=['tour']")
    w.button("More settings").click()
    w.set_width(320)

    def well(script: str, where: str) -> None:
        found: list[str] = []

        def is_well() -> bool:
            found[:] = w.root.evaluate(script)
            return not found

        w.notebook.until(is_well, lambda: f"{where}: {found}", 10)

    well(OVERFLOW, "320 px")
    # nothing was left out, and all of it can be used
    for control in (
        *map(w.button, ("Play", "Add layer", "Regenerate", "Edit points", "Help", "Presentation")),
        *map(w.combobox, ("Learning rate", "Loss", "Activation of layer 2", "Output activation")),
        *map(w.slider, ("Speed", "Noise", "Epoch shown")),
        w.neuron(1, 3),
        w.part("output"),
        w.part("equation"),
    ):
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport()
    w.notebook.page.add_style_tag(content=SPACING).evaluate("style => { style.id = 'spacing'; }")
    try:
        for language in ("en", "es"):
            w.notebook.kernel.run(f"w.locale = '{language}'")
            for width in (320, 700, 1200):
                w.set_width(width)
                for script in (CUT, COLLISIONS):
                    well(script, f"spaced, {width} px, {language}")
    finally:
        w.notebook.page.evaluate("document.querySelector('#spacing').remove()")


def test_a_screen_reader_finds_what_it_found_when_somebody_last_listened(show: Show) -> None:
    """``NNWIDGET_UPDATE_GOLDEN=1`` takes what is there as right; read what it changes."""
    golden = FOLDER / "default.aria.txt"
    # whether the tour is offered depends on who was here before
    w = show("hidden_layers=[4, 2], seed=1, locale='en', hidden_controls=['tour']")
    w.notebook.until(w.shows_what_python_has, "the page shows what Python has")
    tree = w.root.aria_snapshot() + "\n"
    if UPDATE:
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(tree, encoding="utf-8")
    assert tree.splitlines() == golden.read_text(encoding="utf-8").splitlines()
