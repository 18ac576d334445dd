"""Every message between the kernel and the browser, and its types.

The source of ``js/src/kernel/protocol.ts``: ``python -m nnwidget.live.typescript`` writes it
again (a test compares the two). All messages are *custom* messages of the widget's comm: a JSON
part, typed here, and for some of them one binary buffer, declared in ``layout.py``. JSON never
holds NaN or infinity; numbers that may be either travel in buffers. What comes from a browser is
checked against these types in ``incoming.py``.

Two rules hold for every message from the browser: it carries the integer ``view`` that sent
it, and one that asks for something carries an integer ``seq`` that the answer (`Done` or
`Refused`) repeats.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from nnwidget.diagnosis.finding import FindingCode
from nnwidget.languages.sentence import Told
from nnwidget.nn.losses import Problem
from nnwidget.training.controls import Empty, Place
from nnwidget.training.stops import StopCode

REASON_LIMIT = 300
"""Longest text, in characters, of a refusal or a notice."""

Name = Annotated[str, 100]
"""A text of at most so many characters."""

# ------------------------------------------------------------------ browser -> kernel


class Hello(TypedDict):
    """A view opened or became visible: send it everything. Answered by `Welcome`, `Scene`,
    `History` and a `Frame`."""

    type: Literal["hello"]
    view: int


class Bye(TypedDict):
    """A view closed, or cannot be seen: send it nothing until its next `Hello`."""

    type: Literal["bye"]
    view: int


class Alive(TypedDict):
    """A view is still there and its page is visible. Answered by `Done`."""

    type: Literal["alive"]
    view: int
    seq: int


class Ack(TypedDict):
    """A view painted a frame."""

    type: Literal["ack"]
    view: int
    frame: int


class Look(TypedDict):
    """A view shows a neuron large: put its large map into the frames. ``neuron`` is
    ``[layer, neuron]``, both from 1, or ``None`` for the output alone."""

    type: Literal["look"]
    view: int
    neuron: list[int] | None


class ShowHiddenSpace(TypedDict):
    """A view shows a layer's hidden space: put it into the frames. ``space`` is ``[layer, neuron
    on the horizontal axis, neuron on the vertical axis]``, all from 1, or ``None`` for none."""

    type: Literal["hidden_space"]
    view: int
    space: list[int] | None


class WantPart(TypedDict):
    """A view opens a part of the widget that has not come yet. Answered by `Part`."""

    type: Literal["want_part"]
    view: int
    name: Name


class Edit(TypedDict):
    """Change options: trait names and their new values, all or nothing."""

    type: Literal["edit"]
    view: int
    seq: int
    changes: dict[str, Any]


class SetParameter(TypedDict):
    """Set a weight, or with ``source`` 0 the bias, of a neuron; all count from 1."""

    type: Literal["set_parameter"]
    view: int
    seq: int
    layer: int
    neuron: int
    source: int
    value: float


class EditPoints(TypedDict):
    """Change the data by hand, which makes them the user's own: ``add`` points ``[x, y,
    target]`` (in regression the target is a number, else a class, new ones included), ``move``
    points ``[index, x, y]``, ``remove`` points by index. Indices are those of the scene."""

    type: Literal["edit_points"]
    view: int
    seq: int
    add: list[list[float]]
    move: list[list[float]]
    remove: list[int]


class LoadCSV(TypedDict):
    """Take the text of a CSV file as the data: number columns, and a label last."""

    type: Literal["load_csv"]
    view: int
    seq: int
    text: str


class GoTo(TypedDict):
    """Show the network as it was after an epoch; playing on from there forgets what came
    later."""

    type: Literal["go_to"]
    view: int
    seq: int
    epoch: float


class Heed(TypedDict):
    """Do what the `Diagnosis` of that code advises; refused when it is another by now."""

    type: Literal["heed"]
    view: int
    seq: int
    code: Name


class LoadPreset(TypedDict):
    """Take over a preset, by name."""

    type: Literal["preset"]
    view: int
    seq: int
    name: Name


CommandName = Literal[
    "play", "pause", "step", "step_batch", "reset", "new_start", "regenerate", "undo", "redo"
]


class Command(TypedDict):
    """Do something once. ``step`` trains one epoch, ``step_batch`` one batch; ``reset`` goes
    back to the same start, ``new_start`` to another one; ``regenerate`` draws new data and
    keeps the weights; ``undo`` and ``redo`` take back an edit, and take that back."""

    type: Literal["command"]
    view: int
    seq: int
    name: CommandName


# ------------------------------------------------------------------ kernel -> browser


class Done(TypedDict):
    """What a message with a ``seq`` asked for was carried out. ``values`` are options as they are
    since: all that an `Edit` named (it may have been overtaken by a newer one), and whichever have
    changed with it."""

    type: Literal["done"]
    view: int
    seq: int
    values: dict[str, Any]


class Refused(TypedDict):
    """A message was refused and nothing was changed. ``seq`` is ``None`` when the message
    was too malformed to have one. What is no refusal but failed has the ``words`` of its exception,
    in English and at most `REASON_LIMIT`."""

    type: Literal["refused"]
    view: int | None
    seq: int | None
    told: Told | None
    words: str


class DatasetItem(TypedDict):
    """One data set of the menu. ``thumbnail`` is ``[x, y, class]`` per point, x and y from 0
    to 100 with y upwards; a regression target comes as a class from -100 to 100."""

    name: str
    label: str
    problem: Problem
    classes: int
    thumbnail: list[list[int]]


class ExpressionItem(TypedDict):
    """A formula: as ``text`` such as ``max(0, z)``; as a MathML element ``[tag, ...children]``,
    a child being an element or a text; and as a ``tree`` to compute with: a number, a name, or
    ``[operation, ...trees]``."""

    text: str
    mathml: list[Any]
    tree: Any


class ActivationItem(TypedDict):
    """``expression`` is f(z) and ``slope`` f'(z), of z and a = f(z); ``short`` stands in the
    equation of a neuron where f(z) would be long. ``hidden`` tells whether hidden layers can
    have it, ``monotone`` whether it never falls."""

    name: str
    label: str
    expression: ExpressionItem
    slope: ExpressionItem
    short: ExpressionItem | None
    hidden: bool
    monotone: bool


class LossItem(TypedDict):
    """``expression`` is the loss of one output, ``slope`` its derivative by y', or by z for a
    cross-entropy."""

    name: str
    label: str
    problems: list[Problem]
    expression: ExpressionItem
    slope: ExpressionItem


class OptimizerOption(TypedDict):
    name: str
    label: str
    min: float
    max: float
    default: float


class OptimizerItem(TypedDict):
    name: str
    label: str
    options: list[OptimizerOption]


class ScheduleItem(OptimizerItem):
    """``of_number`` is the parameter that a plain number gives, if that means this schedule."""

    of_number: str


class MenuItem(TypedDict):
    name: str
    label: str


class PresetItem(TypedDict):
    """``works`` tells the known good from the instructively bad; ``why`` is one sentence."""

    name: str
    label: str
    works: bool
    why: str


class AnyControl(TypedDict):
    """What an option is turned with. ``hidden_as`` is its name in the option
    ``hidden_controls``, ``place`` where it stands ("own": where the code of the browser puts
    it)."""

    hidden_as: str
    place: Place


class SliderControl(AnyControl):
    kind: Literal["slider"]
    min: float
    max: float
    step: float


class MenuControl(AnyControl):
    kind: Literal["menu"]
    values: list[float | None]


class ChoiceControl(AnyControl):
    """One item of a ``menu`` of the catalog; ``names`` stands before their names in the files of
    the languages."""

    kind: Literal["choice"]
    menu: Literal["activations", "losses", "optimizers", "regularizations", "initializers"]
    names: str


class FieldControl(AnyControl):
    """``empty`` is the key of the word for none, if it may be none."""

    kind: Literal["field"]
    min: float
    max: float | None
    empty: Empty


class BoxControl(AnyControl):
    kind: Literal["box"]


class SpecialControl(AnyControl):
    """Code of its own in the browser."""

    kind: Literal["special"]


Control = SliderControl | MenuControl | ChoiceControl | FieldControl | BoxControl | SpecialControl


class Limits(TypedDict):
    hidden_layers: int
    neurons: int


class Catalog(TypedDict):
    """The menus, made from the registries, and by the name of its option what each is turned
    with (``menus.py``)."""

    datasets: list[DatasetItem]
    activations: list[ActivationItem]
    losses: list[LossItem]
    optimizers: list[OptimizerItem]
    schedules: list[ScheduleItem]
    regularizations: list[MenuItem]
    initializers: list[MenuItem]
    controls: dict[str, Control]
    presets: list[PresetItem]
    limits: Limits


class Welcome(TypedDict):
    """First answer to a `Hello`."""

    type: Literal["welcome"]
    view: int
    catalog: Catalog


class Part(TypedDict):
    """A part of the widget, or the sentences of a language such as ``es``, as the source of an ES
    module; empty when there is none of this name. Only what is opened is sent, so that the
    widget itself stays small: it travels with every widget and every saved notebook."""

    type: Literal["part"]
    view: int
    name: str
    module: str


class Scene(TypedDict):
    """What changes only with data, inputs or kind of problem.

    ``features`` are the active inputs in order, ``feature_names`` all that could be active;
    ``feature_mathml`` has an element for each that is a formula (see `ExpressionItem`).
    ``columns`` are the names of the data's columns; ``axes`` are the two columns (indices)
    the pictures span, over ``extent`` = ``[x_min, x_max, y_min, y_max]``. With one column
    ``axes`` has one entry and the maps are curves over x (each row of a map is the same).
    ``value_range`` holds the two output values drawn as pure orange and pure blue.
    ``output_activation`` and ``loss`` are the resolved ones (never ``"auto"``).
    ``train`` and ``test`` count the points that are sent, at most 5,000; ``train_total`` and
    ``test_total`` all of them. ``feature_grid``, ``input_grid``: places along a side of a map.
    ``hidden_space_lines`` and ``hidden_space_steps``: as many upright as level lines of the
    lattice that hidden spaces are drawn with, and the points along each.
    """

    type: Literal["scene"]
    scene: int
    problem: Problem
    class_names: list[str]
    columns: list[str]
    axes: list[int]
    extent: list[float]
    value_range: list[float]
    train: int
    test: int
    train_total: int
    test_total: int
    features: list[str]
    feature_names: list[str]
    feature_labels: list[str]
    feature_mathml: list[list[Any] | None]
    feature_grid: int
    input_grid: int
    hidden_space_lines: int
    hidden_space_steps: int
    output_activation: str
    loss: str


class HistoryEvent(TypedDict):
    """A change made while training; in a run that was saved by an earlier version, ``what`` may
    be an English text."""

    epoch: float
    what: Told | str


class History(TypedDict):
    """The losses so far, sent on `Hello` and whenever they do not simply go on (reset).
    Later points come with the frames."""

    type: Literal["history"]
    history: int
    points: int
    events: list[HistoryEvent]


NoticeCode = Literal[StopCode, "interrupted", "nobody_looking", "error"]


class Notice(TypedDict):
    """Why training stopped by itself: did a rule of stopping say so (``training/stops.py``)?
    ``words`` are an exception's own, in English, or none."""

    code: NoticeCode
    by_rule: bool
    told: Told
    words: str


class Diagnosis(TypedDict):
    """Why the network does not learn, and what would help: the options to change, all together
    and the one first that it is called after, and whether to start anew. ``layer`` (from 1) is
    where it is found."""

    code: FindingCode
    told: Told
    layer: int | None
    changes: dict[str, Any]
    restart: bool


class Frame(TypedDict):
    """The present state: complete in itself, so that any frame may be dropped.

    ``scene`` and ``history`` are the numbers of those it goes with. ``layers`` are the sizes
    ``[n0, n1, ..., nL]``. ``activations`` are per layer 1..L. ``latest`` is the last epoch that
    `GoTo` can show, ``epoch`` the one that is shown. ``undo`` and ``redo`` tell whether there is
    something to take back. ``confusion_train`` and ``confusion_test`` count how often class i
    (row) was answered with class j (column); empty in regression.

    ``node_grid`` and ``large_grid`` are the places along a side of the maps. ``output_planes`` is
    2 where there are several outputs, else 1. ``looks`` are the neurons drawn large beside the
    output, ``[layer, neuron]`` from 1. ``hidden_spaces`` are the spaces asked for, with
    ``hidden_space_size`` places in each.
    """

    type: Literal["frame"]
    frame: int
    scene: int
    history: int
    epoch: float
    latest: float
    playing: bool
    rate: float
    undo: bool
    redo: bool
    confusion_train: list[list[int]]
    confusion_test: list[list[int]]
    layers: list[int]
    activations: list[str]
    node_grid: int
    large_grid: int
    output_planes: int
    looks: list[list[int]]
    hidden_spaces: list[list[int]]
    hidden_space_size: int
    notice: Notice | None
    diagnosis: Diagnosis | None


OfView = Hello | Bye | Alive | Ack | Look | ShowHiddenSpace | WantPart
"""What a view says of itself and what it shows."""

Order = SetParameter | EditPoints | LoadCSV | GoTo | Heed | LoadPreset | Command
"""What asks for something and is no edit of options."""

FromBrowser = OfView | Edit | Order
FromKernel = Done | Refused | Welcome | Part | Scene | History | Frame
