"""One place for one thing: what is added in one file is everywhere.

A row is added to a registry, or to a copy of the package where another Python looks where it has
arrived.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from docs import options as docs_options
from nnwidget.data.datasets import DATASETS, Dataset
from nnwidget.data.features import FEATURES, Feature
from nnwidget.diagnosis import diagnose
from nnwidget.diagnosis.evidence import Evidence
from nnwidget.diagnosis.remedies import usual_rate
from nnwidget.explain.equations import neuron_equation
from nnwidget.languages.sentence import LANGUAGES
from nnwidget.live.frames import Painter
from nnwidget.live.menus import catalog
from nnwidget.nn.activations import ACTIVATIONS, Activation, Array
from nnwidget.nn.expression import Expression
from nnwidget.nn.losses import LOSSES, Loss
from nnwidget.nn.optimizers import OPTIMIZERS, SGD
from nnwidget.nn.regularizers import REGULARIZERS, usual_regularizer
from nnwidget.training.options import Options
from nnwidget.training.stops import diverged
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer


class Copy:
    """A copy of the package and of what is made from it, to be added to."""

    def __init__(self, root: Path, place: Path) -> None:
        self.place = place
        shutil.copytree(
            root / "nnwidget", place / "nnwidget", ignore=shutil.ignore_patterns("__pycache__")
        )
        (place / "docs").mkdir()
        shutil.copy(root / "docs" / "options.py", place / "docs")

    def add(self, file: str, before: str, text: str) -> None:
        """Put a text into a file, before a line that is there once."""
        path = self.place / file
        source = path.read_text(encoding="utf-8")
        assert source.count(f"\n{before}") == 1
        path.write_text(source.replace(f"\n{before}", f"\n{text}{before}"), encoding="utf-8")

    def append(self, texts: Mapping[str, str]) -> None:
        """Put texts at the end of files of the package."""
        for file, text in texts.items():
            with (self.place / "nnwidget" / file).open("a", encoding="utf-8") as source:
                source.write(text)

    def ask(self, program: str) -> Any:
        """Run a program with the copy, and take what it prints as JSON."""
        return json.loads(self.run(program))

    def run(self, program: str) -> str:
        """Run a program with the copy; what it prints."""
        environment = os.environ | {"PYTHONPATH": str(self.place)}
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


# ------------------------------------------------------------------ rows of the registries


@pytest.fixture(autouse=True)
def fresh_menus() -> Iterator[None]:
    """The catalog is made once; here rows come and go."""
    catalog.cache_clear()
    yield
    catalog.cache_clear()


def item(menu: str, name: str) -> dict[str, Any]:
    return next(one for one in catalog()[menu] if one["name"] == name)  # type: ignore[literal-required]


def test_an_activation_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def softsign(z: Array, out: Array) -> None:
        np.divide(z, 1 + np.abs(z), out)

    def slope(z: Array, a: Array, out: Array) -> None:
        np.divide(1, (1 + np.abs(z)) ** 2, out)

    row = Activation(
        label="Softsign",
        expression=Expression("z / (1 + abs(z))"),
        slope=Expression("1 / (1 + abs(z))**2"),
        function=softsign,
        derivative=slope,
        targets=(-1.0, 1.0),
        saturates=True,
    )
    monkeypatch.setitem(ACTIVATIONS, "softsign", row)
    assert check(Options(activation="Softsign")).activation == "softsign"
    trainer = Trainer(Options(activation="softsign", hidden_layers=(2, 2)))
    trainer.train(2)
    assert np.isfinite(trainer.mlp.theta).all()
    # its equation, in all three
    equation = neuron_equation(trainer, 1, 1)
    assert equation.text.endswith("a = z / (1 + |z|)")
    assert equation.latex.endswith(r"a = \frac{z}{1 + \left|z\right|}")
    tags = [element.tag.rpartition("}")[2] for element in ET.fromstring(equation.mathml).iter()]
    assert "mfrac" in tags
    # the browser's menu, its equation, and the function that hidden space is coloured with
    sent = item("activations", "softsign")
    assert sent["label"] == "Softsign"
    assert sent["hidden"]
    assert sent["monotone"]
    assert sent["expression"]["text"] == "z / (1 + |z|)"
    assert sent["expression"]["mathml"][0] == "mfrac"
    assert sent["expression"]["tree"] == ["/", "z", ["+", 1, ["abs", "z"]]]
    assert sent["slope"]["text"] == "1 / (1 + |z|)²"


def test_an_activation_s_facts_are_what_the_diagnosis_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of ReLU under another name dies and is advised about as ReLU is."""
    relu = ACTIVATIONS["relu"]
    monkeypatch.setitem(ACTIVATIONS, "rectifier", relu)
    found = []
    for name in ("relu", "rectifier"):
        trainer = Trainer(Options(hidden_layers=(3,), activation=name, dataset="circle"))
        for weights, biases in zip(trainer.mlp.weights, trainer.mlp.biases, strict=True):
            weights[...], biases[...] = 0.1, -100.0
        trainer.touch()
        trainer.train(60)
        found.append(diagnose(trainer))
    assert found[0] == found[1]
    assert found[0] is not None
    assert found[0].code == "dead_neurons"
    assert found[0].changes == {"activation": "leaky_relu"}


def test_a_penalty_s_facts_are_what_the_stop_rules_and_the_diagnosis_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A copy of L2 under another name is called too much, and is the usual one in its place."""
    l2 = REGULARIZERS["l2"]
    assert l2 is not None
    monkeypatch.setitem(REGULARIZERS, "l2", replace(l2, usual=False))
    monkeypatch.setitem(REGULARIZERS, "ridge", l2)
    for name, reason in {"l2": "l2", "ridge": "l2", "l1_l2": "l2", "l1": "rate"}.items():
        options = Options(regularization=name, learning_rate=3, regularization_rate=1)
        assert diverged(options, 1.0).reason == reason
    assert usual_regularizer() == "ridge"


def test_a_loss_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def cost(z: Array, a: Array, y: Array) -> Array:
        return np.log(np.cosh(a - y))

    def gradient(a: Array, y: Array, out: Array) -> None:
        np.tanh(a - y, out)

    row = Loss(
        label="Log-cosh",
        problems=("regression",),
        expression=Expression("ln((exp(y_hat - y) + exp(y - y_hat)) / 2)"),
        slope=Expression("tanh(y_hat - y)"),
        cost=cost,
        gradient=gradient,
    )
    monkeypatch.setitem(LOSSES, "log_cosh", row)
    sent = item("losses", "log_cosh")
    assert sent["label"] == "Log-cosh"
    assert sent["problems"] == ["regression"]
    assert sent["expression"]["text"] == "ln((e^(y' − y) + e^(y − y')) / 2)"
    assert sent["slope"]["text"] == "tanh(y' − y)"
    assert sent["slope"]["mathml"][0] == "mrow"
    assert row.slope.latex == r"\tanh(y' - y)"


def test_an_optimizer_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class SignDescent(SGD):
        """theta <- theta - lr sign(g)."""

        label: ClassVar[str] = "Sign descent"
        usual_rate: ClassVar[float | None] = 0.003

        def update(self, theta: Array, gradient: Array, *rest: Any) -> None:
            theta -= rest[-1] * np.sign(gradient)

    monkeypatch.setitem(OPTIMIZERS, "sign", SignDescent)
    assert check(Options(optimizer="sign descent")).optimizer == "sign"
    trainer = Trainer(Options(optimizer="sign"))
    before = trainer.mlp.theta.copy()
    trainer.train(1)
    assert (trainer.mlp.theta != before).any()
    assert item("optimizers", "sign") == {"name": "sign", "label": "Sign descent", "options": []}
    assert usual_rate(Evidence(trainer)) == 0.003


def test_a_data_set_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def stripes(rng: Any, n: int, noise: float, classes: int) -> Iterator[tuple[float, ...]]:
        for _ in range(n):
            x = 12 * rng.random() - 6
            yield x, 12 * rng.random() - 6, math.floor(x) % 2

    row = Dataset("Stripes", "classification", 300, 2, stripes, fewest=12, enough=(16, 4))
    monkeypatch.setitem(DATASETS, "stripes", row)
    sent = item("datasets", "stripes")
    assert sent["label"] == "Stripes"
    assert len(sent["thumbnail"]) >= 100
    X, y = row.draw(np.random.default_rng(1), 300, 0.0, 2)
    assert X.shape == (300, 2)
    assert set(y) == {0, 1}


ADDED = {
    "nn/losses.py": """
from dataclasses import replace
LOSSES["quartic"] = replace(
    LOSSES["mse"],
    label="Fourth power",
    problems=("regression",),
    expression=Expression("(y_hat - y)**4"),
    slope=Expression("4 * (y_hat - y)**3"),
    cost=lambda z, a, y: (a - y) ** 4,
    gradient=lambda a, y, out: np.copyto(out, 4 * (a - y) ** 3),
)
""",
    "data/datasets.py": """
from dataclasses import replace
DATASETS["stripes"] = replace(
    DATASETS["moons"], label="Stripes", samples=300, fewest=12, enough=(16, 4)
)
""",
}
"""What is appended to a file of a copy of the package: one row each."""

USED = """
from nnwidget.diagnosis.evidence import Evidence
from nnwidget.diagnosis.remedies import fewest, wider
from nnwidget.live.menus import catalog
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer

trainer = Trainer(check(Options(loss="Fourth power", dataset="plane")))
assert trainer.options.loss == "quartic"
trainer.train(1)
try:
    check(Options(loss="quartic", dataset="circle"))
except ValueError as error:
    assert "does not fit a classification problem" in str(error)
else:
    raise AssertionError("a loss of numbers is taken for classes")
trainer = Trainer(check(Options(dataset="stripes", hidden_layers=())))
assert len(trainer.data.X) == 300
assert fewest("stripes") == 12
assert wider(Evidence(trainer))["hidden_layers"] == [16, 4]
sent = {item["name"]: item for item in catalog()["losses"]}
assert sent["quartic"]["expression"]["text"] == "(y' − y)^4"
assert "stripes" in [item["name"] for item in catalog()["datasets"]]
"""


def test_a_loss_and_a_data_set_that_are_added_to_their_files_are_known_everywhere(
    root: Path, tmp_path: Path
) -> None:
    copy = Copy(root, tmp_path)
    copy.append(ADDED)
    copy.run(USED)


RULE = {
    "nn/activations.py": """
from dataclasses import replace
ACTIVATIONS["stairs"] = replace(ACTIVATIONS["step"], label="Stairs", with_slope="tanh")
ACTIVATIONS["ramp"] = replace(ACTIVATIONS["step"], label="Ramp", with_slope=None)
ACTIVATIONS["shares"] = replace(ACTIVATIONS["softmax"], label="Shares")
ACTIVATIONS["softmax"] = replace(ACTIVATIONS["softmax"], usual_for=None)
""",
    "nn/losses.py": """
from dataclasses import replace
LOSSES["distance"] = replace(LOSSES["squared_error"], label="Distance")
LOSSES["surprise"] = replace(
    LOSSES["categorical_crossentropy"], label="Surprise", activation="shares"
)
LOSSES["mse"] = replace(LOSSES["mse"], usual=False)
LOSSES["huber"] = replace(LOSSES["huber"], usual=True)
""",
    "nn/optimizers.py": """
@dataclass(frozen=True)
class Delta(SGD):
    label: ClassVar[str] = "Delta rule"
    single: ClassVar[SingleNeuron | None] = SingleNeuron("stairs", "distance")

OPTIMIZERS["delta"] = Delta
""",
}
"""A rule for a single neuron with its activation and its loss, and an output with its loss: what
is usual has other names than elsewhere."""

WHAT_IT_COMES_TO = """
import json
from nnwidget.training.options import Options
from nnwidget.training.together import check
from nnwidget.training.trainer import Trainer

def plan(**options):
    plan = Trainer(Options(**options)).plan
    return [*plan.activations, plan.loss_name, plan.sizes[-1]]

def refused(**options):
    try:
        check(Options(**options))
    except ValueError as error:
        return str(error)

alone = {"optimizer": "delta", "hidden_layers": ()}
none = {"hidden_layers": ()}
print(json.dumps({
    "rule": plan(**alone),
    "no rule": refused(output_activation="stairs"),
    "neither": refused(output_activation="ramp", optimizer="adam"),
    "not alone": [
        refused(**alone | wrong)
        for wrong in ({"hidden_layers": (2,)}, {"output_activation": "step"}, {"loss": "mse"})
    ],
    "shares": [plan(**none | asked) for asked in (
        {"loss": "surprise"}, {"output_activation": "shares"}, {"dataset": "blobs"}
    )],
    "numbers": [plan(dataset="plane", **none)],
    "no classes": refused(dataset="plane", output_activation="shares"),
    "help": Options.__doc__,
}))
"""


def test_a_rule_an_output_and_their_losses_are_known_by_what_their_rows_say(
    root: Path, tmp_path: Path
) -> None:
    copy = Copy(root, tmp_path)
    copy.append(RULE)
    told = copy.ask(WHAT_IT_COMES_TO)
    assert told["rule"] == ["stairs", "distance", 1]
    no_slope = "has no slope that a gradient could follow (its derivative is 0); "
    assert told["no rule"] == (
        f"activation 'stairs' {no_slope}"
        "train a single stairs neuron with optimizer='delta', or take 'tanh'"
    )
    assert told["neither"] == f"activation 'ramp' {no_slope}take another one"
    assert set(told["not alone"]) == {
        "optimizer 'delta' trains a single stairs neuron: hidden_layers=[], "
        "output_activation='stairs' and loss='distance' (or 'auto')"
    }
    assert told["shares"] == [*2 * [["shares", "surprise", 2]], ["shares", "surprise", 3]]
    assert told["numbers"] == [["linear", "huber", 1]]
    assert told["no classes"] == "output_activation 'shares' needs classes; the data have numbers"
    assert "shares for more, and" in " ".join(told["help"].split())


def test_a_feature_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    expression = Expression("exp(-x1**2)")
    row = Feature(expression.text, lambda X: np.exp(-(X[:, 0] ** 2)), 1, expression)
    monkeypatch.setitem(FEATURES, "bell", row)
    assert check(Options(features=("x1", "e^(−x1²)"))).features == ("x1", "bell")
    trainer = Trainer(Options(features=("bell",), hidden_layers=()))
    equation = neuron_equation(trainer, 1, 1)
    assert "·e^(−x1²) " in equation.text
    assert r"\,e^{-x_{1}^{2}} " in equation.latex
    assert "<msup><mi>e</mi><mrow><mo>−</mo><msup>" in equation.mathml
    for standardize, mathml in ((False, expression), (True, Expression("std(exp(-x1**2))"))):
        trainer = Trainer(Options(features=("bell",), standardize=standardize))
        scene: Any = Painter(trainer).scene(1).content
        at = scene["feature_names"].index("bell")
        assert scene["feature_mathml"][at] == mathml.mathml
        assert scene["feature_labels"][at] == mathml.text


# ------------------------------------------------------------------ an option with a slider

OPTION = """\
    wobble: float = option(
        0.5,
        number(0, 2),
        help="How far the weights wobble, from 0 to 2.",
        effect="training",
        control=Slider(0, 2, 0.25),
    )
    twist: bool = option(
        False,
        switch,
        help="Whether the first weights are twisted.",
        effect="network",
        renews="run",
    )
"""

WHERE_AN_OPTION_IS = """
import json
import nnwidget
from docs import options as docs_options
from nnwidget.live import menus, typescript
from nnwidget.training.options import Options, TRAINING

def refused(**options):
    try:
        nnwidget.Playground(**options)
    except Exception as error:
        return str(error)

w = nnwidget.Playground(wobble=1, hidden_controls=["wobble"]).fit(1)
seen = []
w.observe(lambda change: seen.append(change["new"]), "wobble")
w.wobble = 1.5
noted = [what for _, what in w.history.events]
again = nnwidget.Playground.from_dict(w.to_dict())
w.undo()
twisted = nnwidget.Playground().fit(2)
twisted.twist = True
print(json.dumps({
    "trait": [nnwidget.Playground().wobble, seen, w.wobble, again.wobble],
    "help": nnwidget.Playground.wobble.help,
    "docstrings": ["wobble: How far" in of.__doc__ for of in (Options, nnwidget.Playground)],
    "completed": "wobble" in dir(w),
    "wrong": refused(wobble=3),
    "misspelt": refused(woble=1),
    "hidden": [w.hidden_controls, refused(hidden_controls=["wooble"])],
    "training": "wobble" in TRAINING,
    "noted": noted,
    "epoch when twisted": twisted.epoch,
    "control": menus.catalog()["controls"]["wobble"],
    "typescript": typescript.options(),
    "page": docs_options.page(),
}))
"""


@pytest.fixture(scope="module")
def option(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Where an option is that was added in one place."""
    copy = Copy(root, tmp_path_factory.mktemp("option"))
    copy.add("nnwidget/training/options.py", "    batch_size: int | None = option(", OPTION)
    return dict(copy.ask(WHERE_AN_OPTION_IS))


def test_an_option_is_a_trait_that_is_observed_saved_and_undone(option: dict[str, Any]) -> None:
    assert option["trait"] == [0.5, [1.5, 1], 1, 1.5]
    assert option["completed"]


def test_an_option_explains_itself_wherever_one_looks(option: dict[str, Any]) -> None:
    assert option["help"] == "How far the weights wobble, from 0 to 2."
    assert option["docstrings"] == [True, True]


def test_an_option_is_checked_and_known_by_name(option: dict[str, Any]) -> None:
    assert option["wrong"] == "wobble must be a number from 0 to 2, got 3"
    assert "did you mean 'wobble'" in option["misspelt"]


def test_an_option_takes_effect_where_its_row_says(option: dict[str, Any]) -> None:
    assert option["training"]
    assert option["noted"] == ["wobble 1.5"]
    assert option["epoch when twisted"] == 0


def test_an_option_has_its_control_in_the_browser(option: dict[str, Any]) -> None:
    assert option["control"] == {
        "kind": "slider",
        "min": 0,
        "max": 2,
        "step": 0.25,
        "hidden_as": "wobble",
        "place": "more",
    }


def test_the_control_of_an_option_can_be_hidden(option: dict[str, Any]) -> None:
    kept, refused = option["hidden"]
    assert kept == ["wobble"]
    assert "did you mean 'wobble'" in refused


def test_an_option_is_in_the_types_of_the_browser(option: dict[str, Any]) -> None:
    lines = option["typescript"].splitlines()
    assert {"  wobble: number;", '  "wobble",', '  | "wobble"'} <= {*lines}


def test_an_option_is_in_the_documentation(option: dict[str, Any]) -> None:
    row = "| `wobble` | `0.5` | How far the weights wobble, from 0 to 2. | training steps | "
    assert f"{row}slider, 0 to 2 by 0.25 |" in option["page"].splitlines()


def test_the_page_of_the_options_is_that_of_their_rows() -> None:
    assert docs_options.PAGE.read_text(encoding="utf-8") == docs_options.page(), (
        "run: python -m docs.options"
    )


# ------------------------------------------------------------------ a language

WITH_A_LANGUAGE = """
import json
from docs import options as docs_options
from nnwidget import Playground
from nnwidget.live import typescript

w = Playground(locale="fr", max_epochs=2)
w.fit(3)
try:
    w.locale = "xx"
except Exception as error:
    refused = str(error)
print(json.dumps({
    "notice": w.notice,
    "refused": refused,
    "files": {name: text() for name, text in typescript.FILES.items() if "i18n" in name},
    "page": docs_options.page(),
}))
"""


def test_a_language_is_one_file(root: Path, tmp_path: Path) -> None:
    language = json.loads(json.dumps(LANGUAGES["es"]))
    language["alone"]["languageName"] = "Français"
    language["notices"]["max_epochs"] = "Arrêt après {count} époques."
    copy = Copy(root, tmp_path)
    file = copy.place / "nnwidget" / "languages" / "fr.json"
    file.write_text(json.dumps(language), encoding="utf-8")
    found = copy.ask(WITH_A_LANGUAGE)
    # in Python: the check of the option, what the widget says, the documentation
    assert found["notice"] == "Arrêt après 2 époques."
    assert "one of 'auto', 'en', 'es', 'fr'" in found["refused"]
    assert "en, es, fr" in found["page"]
    # in the browser: the menu of languages, and a part that the compiler holds against English
    assert found["files"].keys() >= {"i18n/first.ts", "i18n/languages/fr.ts"}
    assert '"languageName": "Français"' in found["files"]["i18n/first.ts"]
    assert "satisfies Translation<typeof words>" in found["files"]["i18n/languages/fr.ts"]
    assert "Arrêt après {count} époques." in found["files"]["i18n/languages/fr.ts"]
