"""Activation functions f and their derivatives: A = f(Z).

An `Activation` holds both together, with their formulas, so that they cannot drift apart. The
functions of a row work in place on arrays of shape (neurons, samples) and allocate nothing, as
the engine needs it; `f`, `df` and `pulled_back` give the same as new arrays, as one writes it on
the board.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .expression import Expression

Array = NDArray[np.floating]


def _constant(value: float) -> dict[np.dtype[np.floating], Array]:
    """A number as arrays without dimensions, since NumPy takes twice as long over a Python
    number; one for each precision, since an array in double precision makes it compute all so.
    """
    return {np.dtype(kind): np.array(value, kind) for kind in (np.float64, np.float32)}


ZERO, HALF, LEAK = _constant(0.0), _constant(0.5), _constant(0.2)
"""By the precision of what is computed."""

ONE = np.array(1.0)
"""For what training alone computes, in double precision."""

Target = Literal["numbers", "two classes", "more classes"]
"""What a network is to tell."""


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes:
        label: its name on the screen.
        expression: the formula of f(z).
        slope: the formula of f'(z), of z and a = f(z); for one with a ``pullback`` that of dC/dz,
            of a and dA = dC/dA.
        function: ``(z, out)`` writes f(z).
        derivative: ``(z, a, out)`` writes f'(z), given z and a = f(z). For softmax, whose
            neurons depend on one another, ``pullback`` takes its place.
        targets: the outputs that stand for class 0 and class 1.
        pullback: ``(a, gradient)`` turns dC/dA into dC/dZ in place, for a function that
            does not act on each neuron alone.
        short: what stands for f(z) in the equation of a neuron, where ``expression`` has several
            lines: the same in one, or a name that everybody knows.
        differentiable: is there a slope to follow? The step function has none: its f' is 0, and
            what its ``derivative`` writes is the perceptron rule's convention.
        with_slope: the name of an activation like this one that has a slope, for one without.
        usual_for: what it is the usual activation of the output for.
        one_per_class: are the outputs shares of classes, one for each, also of two?
        bends: is it more than a straight line? Layers without a bend are together one layer.
        monotone: does it never fall? One that does reaches a value more than once, so that a
            single neuron draws several lines.
        saturates: is it flat at both ends, so that next to no gradient passes a neuron there?
        without_dead_side: the name of an activation like this one, but with a slope everywhere,
            for one that is 0 with no slope on a whole side, where a neuron can die.
    """

    label: str
    expression: Expression
    slope: Expression
    function: Callable[[Array, Array], object]
    derivative: Callable[[Array, Array, Array], object] | None
    targets: tuple[float, float]
    pullback: Callable[[Array, Array], object] | None = None
    short: Expression | None = None
    differentiable: bool = True
    with_slope: str | None = None
    usual_for: Target | None = None
    one_per_class: bool = False
    bends: bool = True
    monotone: bool = True
    saturates: bool = False
    without_dead_side: str | None = None

    @property
    def in_equation(self) -> Expression:
        """f(z) as it stands in the equation of a neuron."""
        return self.short or self.expression

    def f(self, z: Array) -> Array:
        """A = f(Z), both (neurons, samples)."""
        a = np.empty_like(z)
        self.function(z, a)
        return a

    def df(self, z: Array, a: Array) -> Array:
        """f'(Z) given Z and A = f(Z), all (neurons, samples). Softmax has none: `pulled_back`."""
        assert self.derivative
        slope = np.empty_like(z)
        self.derivative(z, a, slope)
        return slope

    def pulled_back(self, a: Array, da: Array) -> Array:
        """dC/dZ = J^T dC/dA, both (neurons, samples), where one neuron's A depends on the Z of
        all of them; J is each sample's Jacobian."""
        assert self.pullback
        dz = da.copy()
        self.pullback(a, dz)
        return dz


def _linear(z: Array, out: Array) -> None:
    np.copyto(out, z)


def _linear_derivative(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


def _sigmoid(z: Array, out: Array) -> None:
    # 1 / (1 + e^-z) = (1 + tanh(z / 2)) / 2, which cannot overflow.
    half = HALF[z.dtype]
    np.multiply(z, half, out)
    np.tanh(out, out)
    np.multiply(out, half, out)
    np.add(out, half, out)


def _sigmoid_derivative(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(a, out, out)


def _tanh_derivative(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(ONE, out, out)


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, ZERO[z.dtype], out=out)


def _relu_derivative(z: Array, a: Array, out: Array) -> None:
    # The sign of a >= 0 is 1 or 0; relu'(0) = 0, as in Keras and in TensorFlow Playground.
    np.sign(a, out)


def _softmax(z: Array, out: Array) -> None:
    # Subtracting the largest z changes nothing but keeps every exponent <= 0.
    np.subtract(z, z.max(axis=0), out)
    np.exp(out, out)
    np.divide(out, out.sum(axis=0), out)


def _softmax_pullback(a: Array, gradient: Array) -> None:
    # dC/dz_i = a_i (g_i - sum_j g_j a_j), since da_j/dz_i = a_j (1{i=j} - a_i).
    np.subtract(gradient, np.einsum("ij,ij->j", gradient, a), gradient)
    np.multiply(gradient, a, gradient)


def _leaky_relu(z: Array, out: Array) -> None:
    np.multiply(z, LEAK[z.dtype], out)
    np.maximum(z, out, out=out)


def _leaky_relu_derivative(z: Array, a: Array, out: Array) -> None:
    np.sign(z, out)
    np.maximum(out, LEAK[z.dtype], out=out)


def _elu(z: Array, out: Array) -> None:
    # max(z, 0) + min(e^z - 1, 0), without e^z of a large z.
    np.minimum(z, ZERO[z.dtype], out=out)
    np.expm1(out, out)
    np.maximum(z, out, out=out)


def _elu_derivative(z: Array, a: Array, out: Array) -> None:
    # 1 where z > 0, else e^z = a + 1.
    np.minimum(a, ZERO[a.dtype], out=out)
    np.add(out, ONE, out)


def _softplus(z: Array, out: Array) -> None:
    np.logaddexp(ZERO[z.dtype], z, out)


def _softplus_derivative(z: Array, a: Array, out: Array) -> None:
    _sigmoid(z, out)


def _sine_derivative(z: Array, a: Array, out: Array) -> None:
    np.cos(z, out)


def _step(z: Array, out: Array) -> None:
    np.heaviside(z, 1.0, out)


def _perceptron_convention(z: Array, a: Array, out: Array) -> None:
    """1 in the place of f', which is 0 wherever it exists: the perceptron rule takes it so."""
    out.fill(1.0)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(
        label="Linear",
        expression=Expression("z"),
        slope=Expression("1"),
        function=_linear,
        derivative=_linear_derivative,
        targets=(-1.0, 1.0),
        usual_for="numbers",
        bends=False,
    ),
    "step": Activation(
        label="Step",
        expression=Expression("1 if z >= 0 else 0"),
        slope=Expression("0"),
        function=_step,
        derivative=_perceptron_convention,
        targets=(0.0, 1.0),
        differentiable=False,
        with_slope="sigmoid",
    ),
    "sine": Activation(
        label="Sine",
        expression=Expression("sin(z)"),
        slope=Expression("cos(z)"),
        function=np.sin,
        derivative=_sine_derivative,
        targets=(-1.0, 1.0),
        monotone=False,
    ),
    "relu": Activation(
        label="ReLU",
        expression=Expression("max(0, z)"),
        slope=Expression("1 if z > 0 else 0"),
        function=_relu,
        derivative=_relu_derivative,
        targets=(0.0, 1.0),
        without_dead_side="leaky_relu",
    ),
    "leaky_relu": Activation(
        label="Leaky ReLU",
        expression=Expression("max(0.2*z, z)"),
        slope=Expression("1 if z > 0 else 0.2"),
        function=_leaky_relu,
        derivative=_leaky_relu_derivative,
        targets=(0.0, 1.0),
    ),
    "elu": Activation(
        label="ELU",
        expression=Expression("z if z > 0 else exp(z) - 1"),
        slope=Expression("1 if z > 0 else exp(z)"),
        function=_elu,
        derivative=_elu_derivative,
        targets=(0.0, 1.0),
        short=Expression("max(0, z) + min(0, exp(z) - 1)"),
    ),
    "softplus": Activation(
        label="Softplus",
        expression=Expression("ln(1 + exp(z))"),
        slope=Expression("1 / (1 + exp(-z))"),
        function=_softplus,
        derivative=_softplus_derivative,
        targets=(0.0, 1.0),
    ),
    "sigmoid": Activation(
        label="Sigmoid",
        expression=Expression("1 / (1 + exp(-z))"),
        slope=Expression("a * (1 - a)"),
        function=_sigmoid,
        derivative=_sigmoid_derivative,
        targets=(0.0, 1.0),
        short=Expression("sigmoid(z)"),
        usual_for="two classes",
        saturates=True,
    ),
    "tanh": Activation(
        label="Tanh",
        expression=Expression("tanh(z)"),
        slope=Expression("1 - a**2"),
        function=np.tanh,
        derivative=_tanh_derivative,
        targets=(-1.0, 1.0),
        saturates=True,
    ),
    "softmax": Activation(
        label="Softmax",
        expression=Expression("exp(z) / sum(exp(z))"),
        slope=Expression("a * (dA - sum(a * dA))"),
        function=_softmax,
        derivative=None,
        pullback=_softmax_pullback,
        targets=(0.0, 1.0),
        short=Expression("softmax(z)"),
        usual_for="more classes",
        one_per_class=True,
    ),
}
"""Every activation by its Keras name. Leaky ReLU's slope is 0.2 and ELU's alpha 1, as there;
``sine`` (Sitzmann et al. 2020) and ``step`` (McCulloch and Pitts 1943) are not in Keras."""


def usual_output(target: Target) -> str:
    """The name of the activation that an output has where nothing else is asked for."""
    # a list: an interrupt that falls into a generator which is given up is lost
    usual, *_ = [name for name, row in ACTIVATIONS.items() if row.usual_for == target]
    return usual
