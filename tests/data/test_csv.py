"""CSV texts as data: what is read, and what is refused with the line and the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import comm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets.widgets import widget as ipywidget

from nnwidget import Playground
from nnwidget.data.csv import LARGEST_TEXT, read_csv
from nnwidget.data.shape import SAMPLES
from nnwidget.live.protocol import REASON_LIMIT
from tests.fakes import RecordingComm
from tests.inside import inside
from tests.told import told


@pytest.fixture(autouse=True)
def comms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    yield
    ipywidget.Widget.close_all()


POINTS = [[1.5, 2.0], [3.0, -0.25], [0.0, 1e3]]

GOOD: dict[str, str] = {
    "with names": "a,b,kind\n1.5,2,x\n3,-0.25,y\n0,1e3,x\n",
    "without names": "1.5,2,x\n3,-0.25,y\n0,1e3,x\n",
    "no newline at the end": "a,b,kind\n1.5,2,x\n3,-0.25,y\n0,1e3,x",
    "semicolons": "a;b;kind\n1.5;2;x\n3;-0.25;y\n0;1e3;x\n",
    "semicolons and decimal commas": "a;b;kind\n1,5;2;x\n3;-0,25;y\n0;1e3;x\n",
    "decimal commas without names": "1,5;2,0;x\n3,0;-0,25;y\n0,0;1e3;x\n",
    "tabs": "a\tb\tkind\n1.5\t2\tx\n3\t-0.25\ty\n0\t1e3\tx\n",
    "tabs and decimal commas": "1,5\t2,0\tx\n3,0\t-0,25\ty\n0,0\t1e3\tx\n",
    "a byte order mark": "\ufeffa,b,kind\n1.5,2,x\n3,-0.25,y\n0,1e3,x\n",
    "carriage returns": "a,b,kind\r\n1.5,2,x\r\n3,-0.25,y\r\n0,1e3,x\r\n",
    "carriage returns alone": "a,b,kind\r1.5,2,x\r3,-0.25,y\r0,1e3,x\r",
    "blank lines": "\n\na,b,kind\n\n1.5,2,x\n3,-0.25,y\n   \n,,\n0,1e3,x\n\n\n",
    "spaces": " a , b,  kind\n 1.5 , 2 ,x \n 3,-0.25, y\n0,1e3,x\n",
    "quotes": '"a","b","kind"\n"1.5","2","x"\n"3",-0.25,"y"\n0,1e3,"x"\n',
    "other separators inside names": '"a, of all",b;c,kind\n1.5,2,x\n3,-0.25,y\n0,1e3,x\n',
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_the_usual_forms_are_read(text: str) -> None:
    table = read_csv(text)
    assert table.X.tolist() == POINTS
    assert table.labels == ("x", "y")
    assert table.y.tolist() == [0, 1, 0]
    assert len(table.columns) == 2


def test_names_are_kept_and_given_where_there_are_none() -> None:
    assert read_csv(GOOD["with names"]).columns == ("a", "b")
    assert read_csv(GOOD["without names"]).columns == ("x1", "x2")
    assert read_csv(GOOD["other separators inside names"]).columns == ("a, of all", "b;c")
    assert read_csv("x" * 500 + ",kind\n1,a\n2,b").columns == ("x" * 200,)


def test_labels_may_hold_separators_quotes_and_line_ends() -> None:
    table = read_csv('1,"a, b"\n2,"say ""yes"""\n3,"two\nlines"\n')
    assert table.labels == ("a, b", 'say "yes"', "two\nlines")


def test_whole_numbers_are_classes_and_stay_whole() -> None:
    table = read_csv("x,digit\n1,7\n2,3\n3,7\n4,3.0\n")
    assert table.labels == (3, 7)
    assert [type(label) for label in table.labels] == [int, int]
    assert table.shape.problem == "classification"


@pytest.mark.parametrize(
    "targets", [["0.5", "1", "2"], [str(n) for n in range(13)], ["1,5", "2", "3"]]
)
def test_other_numbers_are_a_regression(targets: list[str]) -> None:
    separator = ";" if "1,5" in targets else ","
    table = read_csv("\n".join(f"{n}{separator}{t}" for n, t in enumerate(targets)))
    assert table.shape.problem == "regression"
    assert table.labels == ()
    assert table.y.tolist() == [float(t.replace(",", ".")) for t in targets]


def test_some_texts_among_the_labels_make_all_of_them_texts() -> None:
    assert read_csv("1,1\n2,two\n3,1").labels == ("1", "two")


BAD: dict[str, tuple[str, str]] = {
    "empty": ("", "the CSV is empty"),
    "blank": (" \n\n\t\n", "the CSV is empty"),
    "only names": ("a,b,kind\n", "at least 2 rows"),
    "one row": ("a,b,kind\n1,2,x\n", "at least 2 rows"),
    "one column": ("1\n2\n3\n", "number columns and a label, 2 to 65 in all; it has 1"),
    "too many columns": (",".join(["1"] * 66), "2 to 65 in all; it has 66"),
    "a short row": ("a,b,kind\n1,2,x\n3,y\n", "line 3: 2 values, but there are 3 columns"),
    "a long row": ("1,2,x\n3,4,5,y\n", "line 2: 4 values, but there are 3 columns"),
    "a short row after blank lines": ("1,2,x\n\n\n3,y\n", "line 4: 2 values"),
    "a short row with semicolons": ("a;b;kind\n1;2\n", "line 2: 2 values"),
    "a text": ("a,b,kind\n1,2,x\n3,four,y\n", "line 3, column 'b': 'four' is no number"),
    "a text, no names": ("1,2,x\n3,four,y\n", "line 2, column 'x2': 'four' is no number"),
    "no number": ("a,b,kind\n1,,x\n3,4,y\n", "line 2, column 'b': '' is no number"),
    "nan": ("a,kind\n1,x\nnan,y\n", "line 3, column 'a': 'nan' is no number"),
    "inf": ("a,kind\n-inf,x\n1,y\n", "line 2, column 'a': '-inf' is no number"),
    "too large for a float": ("1,x\n1e999,y\n", "line 2, column 'x1': '1e999' is no number"),
    "nan as target": ("a,price\n1,2.5\n3,nan\n", "line 3, column 'price': 'nan' is no number"),
    "no label": ("a,kind\n1,x\n2,\n3,y\n", "line 3, column 'kind': the label is missing; fill it"),
    "no label in numbers": ("1,0.5\n2,\n3,1\n", "line 2, column 'label': the label is missing"),
    "a long text": (
        "a,kind\n" + "secret" * 1000 + "7,x\n1,y\n",
        "line 2, column 'a': 'secret.* is no",
    ),
    "a long name": ("secret" * 1000 + ",kind\nb,x\n1,y\n", "line 2, column 'secretsecret.* is no"),
    "a long number": ("1," + "9" * 5000 + "\n2,1\n", "line 1, column 'label': '999.* is no number"),
    "huge": ("a,kind\n1,x\n1e40,y\n", "column 'a' has 1e[+]40"),
    "one class": ("1,x\n2,x\n3,x\n", "only one class, 'x'"),
    "thirteen classes": ("\n".join(f"{n},c{n}" for n in range(13)), "13 different labels"),
    "a constant column": ("height,b,kind\n1,2,x\n1,3,y\n", "column 'height' is constant"),
    "all points equal": ("1,2,x\n1,2,y\n", "column 'x1' is constant"),
    "an open quote": ('1,"' + "x" * 200_000, "CSV line 1: field larger"),
    "words": ("Lorem ipsum dolor sit amet.\n" * 3, "it has 1"),
    "a web page": ("<html><body>\n<p>1, 2</p>", "CSV|number"),
    "bytes": ("\x00\x01\x02,\x00\n\x00,\x00\n", "CSV line|no number|constant"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_used_is_refused_with_place_and_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        read_csv(text)
    assert len(str(refusal.value)) <= REASON_LIMIT
    assert "secret" * 17 not in str(refusal.value)


@pytest.mark.parametrize("given", [None, 5, b"1,2", ["1,2"]])
def test_what_is_no_text_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match=f"must be a text, got {type(given).__name__}"):
        read_csv(given)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(ValueError, match=r"100,001 rows; at most 100,000"):
        read_csv("1,2\n" * (SAMPLES + 1))


@pytest.mark.parametrize("letter", ["x", "é", "名", "😀", "\ud800"])
def test_a_text_of_more_than_eight_megabytes_is_refused_before_it_is_read(letter: str) -> None:
    size = len(letter.encode("utf-8", "surrogatepass"))
    text = letter * (LARGEST_TEXT // size + 1)
    with pytest.raises(
        ValueError, match=r"the CSV has 8,000,00\d bytes; at most 8,000,000 are read"
    ):
        read_csv(text)
    with pytest.raises(ValueError, match="field larger than field limit"):
        read_csv(text[:-1])  # it was read


@given(st.text(alphabet='ab1.,;\t\n\r" -e\ufeff\x00', max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    reason = "none"
    try:
        table = read_csv(text)
    except ValueError as error:
        reason = str(error)
    else:
        assert np.isfinite(table.X).all()
        assert np.isfinite(table.y).all()
    assert 0 < len(reason) <= REASON_LIMIT


@given(
    st.lists(
        st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.sampled_from("abc")),
        min_size=2,
        max_size=20,
        unique_by=(lambda r: r[0], lambda r: r[1]),
    ).filter(lambda rows: len({row[2] for row in rows}) > 1),
    st.sampled_from(",;\t"),
    st.booleans(),
)
def test_what_the_csv_module_writes_is_read_back(
    rows: list[tuple[float, float, str]], delimiter: str, names: bool
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerows([("height", "weight", "kind"), *rows] if names else rows)
    table = read_csv(written.getvalue())
    assert [tuple(row) for row in table.X] == [row[:2] for row in rows]
    assert [table.labels[int(y)] for y in table.y] == [row[2] for row in rows]


# ------------------------------------------------------------------ from the browser


def load(w: Playground, text: str) -> dict[str, Any]:
    w.comm.say({"type": "load_csv", "view": 1, "seq": 5, "text": text})
    return w.comm.customs[-1]


def test_a_csv_from_the_browser_is_shown_and_trained_on() -> None:
    w = Playground(hidden_layers=[3])
    rng = np.random.default_rng(0)
    rows = [f"{a},{b},{c},{'up' if a + c > 0 else 'down'}" for a, b, c in rng.normal(size=(60, 3))]
    values = {"dataset": "custom", "features": ["x1", "x2", "x3"]}
    answer = load(w, "\n".join(["age,size,<b>,kind", *rows]))
    assert answer == {"type": "done", "view": 1, "seq": 5, "values": values}
    assert w.dataset == "custom"
    assert w.features == ["x1", "x2", "x3"]
    assert inside(w).trainer.data.columns == ("age", "size", "<b>")
    assert w.fit(200).accuracy_train > 0.9
    assert set(w.predict(w.X_test)) <= {"up", "down"}
    assert list(w.data.columns) == ["age", "size", "<b>", "label"]


def test_options_that_do_not_fit_the_csv_become_automatic() -> None:
    w = Playground(loss="hinge", output_activation="tanh")
    load(w, "1,0.5\n2,0.25\n3,0.125\n4,0.7")
    assert (w.loss, w.output_activation) == ("auto", "auto")
    assert inside(w).trainer.plan.loss_name == "mse"
    assert w.fit(5).epoch == 5


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_after_a_refused_csv_the_data_are_those_before(text: str, said: str) -> None:
    w = Playground(samples=40).fit(2)
    before = w.X_train.tobytes(), inside(w).trainer.mlp.theta.tobytes(), w.dataset, w.epoch
    answer = load(w, text)
    assert answer["type"] == "refused"
    assert told(answer)
    assert (
        w.X_train.tobytes(),
        inside(w).trainer.mlp.theta.tobytes(),
        w.dataset,
        w.epoch,
    ) == before
