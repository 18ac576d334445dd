"""The user's own data: painted on the plot, from a file, from Python; shown as what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, playground
from .notebook import Widget

pytestmark = pytest.mark.browser

CIRCLE = playground("hidden_layers=[3]")
GOOD = "width;height;kind\n1,5;2;cat\n2,5;1;dog\n3;0,5;cat\n0;4;dog\n"
BAD = "width,height,kind\n1,2,cat\n3,four,dog\n"

DROP = """(root, [kind, name, text]) => {
    const data = new DataTransfer();
    if (name) data.items.add(new File([text], name, {type: 'text/csv'}));
    else data.setData('text/plain', text);
    const options = {bubbles: true, cancelable: true};
    root.dispatchEvent(kind === 'paste'
        ? new ClipboardEvent(kind, {...options, clipboardData: data})
        : new DragEvent(kind, {...options, dataTransfer: data}));
}"""


def load(w: Widget, file: Path) -> None:
    with w.notebook.page.expect_file_chooser() as chooser:
        w.button("Load CSV").click()
    chooser.value.set_files(file)


def editor(w: Widget) -> Locator:
    return w.root.get_by_role("application", name="Edit points", exact=True)


def count(w: Widget) -> int:
    return w.notebook.python("len(w.X_train) + len(w.X_test)")


def expect_shown(w: Widget) -> None:
    """The page has the points that Python has."""
    train, test = w.notebook.python("[len(w.X_train), len(w.X_test)]")
    expect(w.root).to_contain_text(f"{train} training and {test} test points")


def test_points_are_added_moved_and_removed_by_pointer(stage: Stage) -> None:
    w = stage(CIRCLE)
    mouse = w.notebook.page.mouse
    w.button("Edit points").click()
    expect(w.button("Edit points")).to_have_attribute("aria-pressed", "true")
    editor(w).scroll_into_view_if_needed()
    box = editor(w).bounding_box()
    assert box
    side = box["width"]

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + (x + 6) / 12 * side, box["y"] + (6 - y) / 12 * side

    def has(x: float, y: float) -> str:
        return (
            f"[int(c) for p, c in zip([*w.X_train, *w.X_test], [*w.y_train, *w.y_test])"
            f" if abs(p[0] - {x}) < 0.1 and abs(p[1] - {y}) < 0.1]"
        )

    tools = w.root.get_by_role("radiogroup", name="Points", exact=True)
    tools.get_by_role("radio", name="1", exact=True).check(force=True)
    mouse.click(*at(-5.5, 5.5))
    w.notebook.until_python(f"w.dataset == 'custom' and {has(-5.5, 5.5)} == [1]")
    assert count(w) == 501
    expect(w.dataset("Own data")).to_be_checked()
    expect(w.root.locator(".nnw-status")).to_contain_text("250 training and 251 test points")

    mouse.move(*at(-5.5, 5.5))
    mouse.down()
    mouse.move(*at(-3, 5.5), steps=5)
    mouse.move(*at(5.5, 5.5), steps=5)
    mouse.up()
    w.notebook.until_python(f"{has(5.5, 5.5)} == [1] and {has(-5.5, 5.5)} == []")
    assert count(w) == 501

    tools.get_by_role("radio", name="new class", exact=True).check(force=True)
    mouse.click(*at(-5.5, -5.5))
    w.notebook.until_python(f"{has(-5.5, -5.5)} == [2]")
    expect(w.neurons()).to_have_count(6)
    assert count(w) == 502

    mouse.click(*at(5.5, 5.5), button="right")
    w.notebook.until_python(f"{has(5.5, 5.5)} == []")
    expect(w.notebook.page.get_by_role("menu")).to_have_count(0)
    tools.get_by_role("radio", name="Remove", exact=True).check(force=True)
    mouse.click(*at(-5.5, -5.5))
    w.notebook.until(lambda: count(w) == 500, "500 points again")
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "it trains on them")


def test_points_are_added_and_removed_by_keyboard(stage: Stage) -> None:
    w = stage(CIRCLE)
    w.button("Edit points").click()
    for key in ("ArrowLeft", "Enter"):
        editor(w).press(key)
    w.notebook.until(lambda: count(w) == 501, "another point")
    w.button("Step").click()  # edits that follow one another at once are one for undo
    w.notebook.until_python("w.epoch == 1")
    editor(w).press("Delete")
    w.notebook.until(lambda: count(w) == 500, "the point is gone")
    expect_shown(w)
    w.button("Undo").click()
    w.notebook.until(lambda: count(w) == 501, "and back")
    expect_shown(w)  # what is removed next is what the page shows
    w.button("Remove all points").click()
    expect(w.root.locator(".nnw-editor-hint")).to_contain_text("at least two points")
    assert count(w) == 501, "nothing to train on is not taken over"
    for key in ("Enter", *["ArrowRight"] * 8, "Enter"):
        editor(w).press(key)
    w.notebook.until(lambda: count(w) == 2, "two points of one's own")


def test_a_csv_file_is_loaded_and_python_gets_the_data(stage: Stage, tmp_path: Path) -> None:
    w = stage(CIRCLE)
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    load(w, tmp_path / "good.csv")
    w.notebook.until_python("w.dataset == 'custom'")
    assert count(w) == 4
    assert w.notebook.python("list(w.data.columns)") == ["width", "height", "label"]
    rows = w.notebook.python("sorted(map(list, w.data.values))")
    assert rows == [[0, 4, "dog"], [1.5, 2, "cat"], [2.5, 1, "dog"], [3, 0.5, "cat"]]
    expect(w.root.locator(".nnw-legend-name")).to_have_text(["cat", "dog"])
    expect(w.root.locator(".nnw-axis-name")).to_have_text(["width", "height"])
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "it trains on them")


def test_a_bad_csv_says_which_line_and_why_and_the_data_stay(stage: Stage, tmp_path: Path) -> None:
    w = stage(CIRCLE)
    before = w.notebook.python("w.X_train")
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    load(w, tmp_path / "bad.csv")
    status = w.root.get_by_role("status")
    expect(status).to_contain_text("line 3")
    expect(status).to_contain_text("'height': 'four' is no number")
    assert w.notebook.python("w.X_train") == before
    assert w.notebook.python("w.dataset") == "circle"
    (tmp_path / "large.csv").write_bytes(b"1,2,3\n" * 1_500_000)
    w.button("Dismiss").click()
    load(w, tmp_path / "large.csv")
    expect(status).to_contain_text("9 MB to send; at most 8 MB")
    # quotation marks and ends of lines are two bytes each in a message
    (tmp_path / "large.csv").write_bytes(b'"1","2","3"\n' * 600_000)
    load(w, tmp_path / "large.csv")
    expect(status).to_contain_text("11.5 MB to send")
    w.notebook.kernel.run("w.locale = 'es'")
    expect(status).to_contain_text("Esto ocupa 11,5 MB")
    w.notebook.kernel.run("w.locale = 'en'")
    expect(status).to_contain_text("11.5 MB")
    w.button("Dismiss").click()
    w.notebook.until(lambda: not w.status, "nothing left to say")


def test_a_csv_is_dropped_or_pasted(stage: Stage) -> None:
    w = stage(CIRCLE)
    app = w.root.locator(".nnw-app")
    app.evaluate(DROP, ["dragover", "good.csv", GOOD])
    app.evaluate(DROP, ["drop", "good.csv", GOOD])
    w.notebook.until_python("len(w.data) == 4")
    expect(w.dataset("Own data")).to_be_checked()
    w.button("Edit points").click()
    editor(w).evaluate(DROP, ["paste", "", "a,b,c\n1,2,0\n2,1,1\n3,3,0\n"])
    w.notebook.until_python("len(w.data) == 3")
    expect(w.root.locator(".nnw-axis-name")).to_have_text(["a", "b"])


def test_two_of_four_columns_are_chosen_for_the_picture(stage: Stage) -> None:
    w = stage(playground("dataset='iris', hidden_layers=[4]"))
    columns = w.notebook.python("list(w.data.columns[:4])")
    names = w.root.locator(".nnw-axis-name")
    expect(names).to_have_text(columns[:2])
    before = w.pixels()
    w.combobox("Horizontal axis").select_option(label=columns[3])
    w.notebook.until_python("w.axes == [4, 2]")
    expect(names).to_have_text([columns[3], columns[1]])
    w.notebook.until(lambda: w.pixels() != before, "another picture")
    w.combobox("Vertical axis").select_option(label=columns[3])
    w.notebook.until_python("w.axes == [2, 4]")
    expect(names).to_have_text([columns[1], columns[3]])
    w.button("x3").click()
    w.notebook.until_python("'x3' in w.features")


def test_an_own_feature_is_a_switch_with_a_map_like_the_others(stage: Stage) -> None:
    own = "features=['x1', ('r', lambda x1, x2: (x1**2 + x2**2) ** 0.5)], hidden_layers=[2]"
    w = stage(playground(own))
    expect(w.button("r")).to_have_attribute("aria-pressed", "true")
    colours = (
        w.button("r")
        .locator("canvas")
        .evaluate(
            """canvas => new Set(canvas.getContext('2d')
            .getImageData(0, 0, canvas.width, canvas.height).data).size"""
        )
    )
    assert colours > 10, "its map"
    expect(w.link("r", 1, 1)).to_have_count(1)
    w.button("r").click()
    w.notebook.until_python("w.features == ['x1']")
    expect(w.button("r")).to_have_attribute("aria-pressed", "false")
    w.button("r").click()
    w.notebook.until_python("w.features == ['x1', 'r']")
    w.button("Step").click()
    w.notebook.until(lambda: w.value("epoch") == 1, "it trains with it")


EVIL = "<img src=x onerror=window.hacked=1>"
EVILS = [
    EVIL,
    "<math><mtext><script>window.hacked=1</script></mtext></math>",
    "</style><style>*{display:none}</style>",
]


@pytest.mark.parametrize("evil", EVILS, ids=["an image", "MathML", "CSS"])
def test_markup_in_names_labels_and_messages_is_shown_as_text(stage: Stage, evil: str) -> None:
    page = stage.notebook.page

    def text_alone(w: Widget) -> None:
        assert page.evaluate("window.hacked") is None
        assert w.root.locator("img, script, style, mtext script").count() == 0
        expect(w.button("Step")).to_be_visible()

    cell = (
        "import nnwidget, numpy as np, pandas as pd\n"
        f"evil = {evil!r}\n"
        "X = np.random.default_rng(1).normal(size=(40, 3))\n"
        "data = pd.DataFrame(X, columns=[evil, evil + '2', evil + '3'])"
        ".assign(y=[evil, 'b', 'c', 'd'] * 10)\n"
        "w = nnwidget.Playground(data=data, hidden_layers=[2],\n"
        "    features=['x1', 'x2', (evil, lambda a, b, c: a * b)])\nw"
    )
    w = stage(cell)
    expect(w.root.locator(".nnw-legend-name").first).to_have_text(evil)
    expect(w.root.locator(".nnw-axis-name").first).to_have_text(evil)
    expect(w.button(evil)).to_have_attribute("aria-pressed", "true")
    w.button("Confusion matrix").click()
    expect(w.part("confusion-test").get_by_role("columnheader").nth(1)).to_have_text(evil)
    w.neuron(1, 1).click()
    assert evil in (w.equation or "")
    w.neuron(1, 1).press("Shift")  # the keyboard leads on from here
    w.link(evil, 1, 1).focus()
    expect(w.root.locator(".nnw-card")).to_contain_text(evil)
    w.button("Edit points").click()
    text_alone(w)

    header = f'"{evil}",b,c\n1,2,p\nCELL,1,q\n3,1,p\n'
    app = w.root.locator(".nnw-app")
    app.evaluate(DROP, ["drop", "bad.csv", header.replace("CELL", f'"{evil}"')])
    expect(w.root.get_by_role("status")).to_contain_text(evil[:40])
    text_alone(w)
    app.evaluate(DROP, ["drop", "good.csv", header.replace("CELL", "2")])
    w.notebook.until_python("len(w.data) == 3")
    expect(w.root.locator(".nnw-axis-name").first).to_have_text(evil)
    text_alone(w)
    refused: dict[str, Any] = {"dataset": evil}
    comm = w.notebook.python("w.comm.comm_id")
    w.notebook.kernel.send_state(comm, refused)
    w.notebook.kernel.send_state(comm, {"seed": evil, "noise": 5})
    w.notebook.until_python("w.seed == evil")
    w.button("More settings").click()
    expect(w.root.get_by_role("textbox", name="Seed", exact=True)).to_have_value(evil)
    text_alone(w)
