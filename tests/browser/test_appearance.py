"""It is laid out well at every width and in both themes, and everybody can use it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Show

pytestmark = pytest.mark.browser

WIDTHS = (1200, 760, 420)
THEMES = ("light", "dark")

COLLISIONS = """root => {
    const own = [...root.querySelectorAll(
        'button, select, input, label, output, h3, legend, th, td, [data-nnw], [role=status]')]
        .map(element => ({
            element,
            name: element.getAttribute('aria-label') || element.innerText || element.tagName,
            box: element.getBoundingClientRect(),
        }))
        // the native radio and the checkbox lie under their pictures
        .filter(({element, box}) => box.width > 1 && box.height > 1 && !element.closest('.nnw-plot')
            && getComputedStyle(element).opacity !== '0');
    const found = [];
    own.forEach((one, i) => own.slice(i + 1).forEach(other => {
        if (one.element.contains(other.element) || other.element.contains(one.element)) return;
        const width = Math.min(one.box.right, other.box.right)
            - Math.max(one.box.left, other.box.left);
        const height = Math.min(one.box.bottom, other.box.bottom)
            - Math.max(one.box.top, other.box.top);
        if (width > 1 && height > 1) found.push(`${one.name} / ${other.name}`);
    }));
    return found;
}"""

COVERED = """root => [...root.querySelectorAll('button, select, input[type=range]')]
    .filter(element => {
        element.scrollIntoView({block: 'nearest'});
        const box = element.getBoundingClientRect();
        const top = document.elementFromPoint(
            box.left + box.width / 2, box.top + box.height / 2);
        return !element.contains(top);
    })
    .map(element => element.getAttribute('aria-label') || element.id)
"""

BRIGHTNESS = """element => {
    const context = document.createElement('canvas').getContext('2d');
    const brightness = colour => {
        context.clearRect(0, 0, 1, 1);
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        const [r, g, b, alpha] = context.getImageData(0, 0, 1, 1).data;
        return alpha ? (r + g + b) / 3 : null;
    };
    let ground = element;
    while (brightness(getComputedStyle(ground).backgroundColor) === null)
        ground = ground.parentElement;
    return [
        brightness(getComputedStyle(element).color),
        brightness(getComputedStyle(ground).backgroundColor),
    ];
}"""

OVERFLOW = """root => {
    const right = root.getBoundingClientRect().right;
    const found = root.scrollWidth > root.clientWidth ? ['the widget itself'] : [];
    for (const element of root.querySelectorAll('*')) {
        const scroller = element.parentElement.closest('.nnw-network-scroll');
        const box = element.getBoundingClientRect();
        if (!scroller && box.width > 1 && box.right > right + 1)
            found.push(element.className?.baseVal ?? element.className);
        // text that is wider than its place, and is not cut there
        const writes = [...element.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const {overflowX} = getComputedStyle(element);
        if (writes && element.innerText && overflowX === 'visible' && element.clientWidth
            && element.scrollWidth > element.clientWidth + 1) found.push(element.innerText);
    }
    return found;
}"""


def test_nothing_overflows_overlaps_or_lies_on_top_at_any_width(show: Show) -> None:
    w = show("hidden_layers=[4, 2], optimizer='adam'", width=1600, height=1800)
    w.play_until(lambda: w.value("epoch") > 5, "epoch 5")
    for theme in THEMES:
        w.notebook.theme(theme)
        for width in WIDTHS:
            w.set_width(width)
            for what, script in (
                ("overflows", OVERFLOW),
                ("overlaps", COLLISIONS),
                ("is covered", COVERED),
            ):
                found: list[str] = []

                def is_well(script: str = script, found: list[str] = found) -> bool:
                    found[:] = w.root.evaluate(script)
                    return not found

                # the widths of the parts follow that of the whole a little later
                where = f"{width} px, {theme}, {what}"
                w.notebook.until(is_well, lambda where=where, found=found: f"{where}: {found}", 10)


def test_the_dark_theme_is_dark_and_the_light_one_light(show: Show) -> None:
    w = show()
    brightness = {}
    for theme in THEMES:
        w.notebook.theme(theme)
        brightness[theme] = w.root.locator(".nnw-label").first.evaluate(BRIGHTNESS)
    text, ground = brightness["light"]
    assert text < 120 < ground
    text, ground = brightness["dark"]
    assert ground < 120 < text
    expect(w.part("output")).to_be_visible()


def test_the_tab_key_reaches_play_and_the_space_bar_presses_it(show: Show) -> None:
    w = show()
    w.notebook.page.locator(".jp-Notebook").focus()
    w.until_focused(w.button("Play"))
    w.notebook.page.keyboard.press("Space")
    expect(w.button("Pause")).to_be_focused()
    w.notebook.until(lambda: w.value("epoch") > 3, "epoch 3")
    w.notebook.page.keyboard.press("Space")
    expect(w.button("Play")).to_be_focused()
    assert not w.notebook.python("w.playing")


def test_every_control_can_be_reached_by_the_tab_key(show: Show) -> None:
    w = show("hidden_layers=[4, 2]")
    for control in [
        *map(w.button, ["Play", "Step", "Reset", "Regenerate", "Add layer", "Remove layer"]),
        *map(w.slider, ["Speed", "Training data", "Noise", "Batch size"]),
        *map(w.combobox, ["Learning rate", "Optimizer", "Activation", "Loss", "Problem type"]),
        *map(w.combobox, ["Regularization", "Regularization rate", "Activation of layer 2"]),
        *map(w.button, ["Add neuron to layer 1", "Remove neuron from layer 2", "sin(x2)"]),
        *map(w.checkbox, ["Show test data", "Discretize output"]),
        w.dataset("Circle"),
        w.neuron(1, 1),
    ]:
        assert control.evaluate("element => element.tabIndex") == 0
        control.focus()
        expect(control).to_be_focused()
