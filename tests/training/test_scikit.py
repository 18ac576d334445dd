"""The same nets as scikit-learn's, trained side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from nnwidget.training.options import Options
from nnwidget.training.trainer import Trainer


def scikit_like(trainer: Trainer, kind: Any, activation: str) -> Any:
    """scikit-learn's net with the trainer's start and rule, ready for more `partial_fit`."""
    net = kind(
        hidden_layer_sizes=trainer.options.hidden_layers,
        activation=activation,
        solver="sgd",
        learning_rate_init=trainer.options.learning_rate,
        batch_size=len(trainer.X_train),
        alpha=0,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
    )
    net.partial_fit(trainer.X_train, trainer.y_train, **classes_of(trainer))
    net.coefs_ = [weights.T.copy() for weights in trainer.mlp.weights]
    net.intercepts_ = [biases.copy() for biases in trainer.mlp.biases]
    return net


def classes_of(trainer: Trainer) -> dict[str, Any]:
    return {"classes": range(trainer.shape.classes)} if trainer.shape.classes else {}


@pytest.mark.parametrize(
    ("dataset", "kind"),
    [("circle", MLPClassifier), ("blobs", MLPClassifier), ("multi_gauss", MLPRegressor)],
)
@pytest.mark.parametrize(
    ("activation", "theirs"),
    [("tanh", "tanh"), ("relu", "relu"), ("sigmoid", "logistic"), ("linear", "identity")],
)
def test_a_hundred_steps_lead_to_scikit_learns_weights(
    dataset: str, kind: Any, activation: str, theirs: str
) -> None:
    trainer = Trainer(
        Options(
            dataset=dataset,
            activation=activation,
            hidden_layers=(5, 3),
            # MLPRegressor's loss is half the squared error
            loss="squared_error" if kind is MLPRegressor else "auto",
            batch_size=None,
            shuffle=False,
            train_fraction=1,
            samples=200,
            noise=10,
        )
    )
    net = scikit_like(trainer, kind, theirs)
    start = trainer.mlp.theta.copy()
    for _ in range(100):
        net.partial_fit(trainer.X_train, trainer.y_train)
    trainer.train(100)
    for ours, coefs in zip(trainer.mlp.weights, net.coefs_, strict=True):
        np.testing.assert_allclose(ours, coefs.T, rtol=0, atol=1e-8)
    for ours, intercepts in zip(trainer.mlp.biases, net.intercepts_, strict=True):
        np.testing.assert_allclose(ours, intercepts, rtol=0, atol=1e-8)
    assert np.abs(trainer.mlp.theta - start).max() > 0.01
    assert trainer.predicted(trainer.X_train) == pytest.approx(net.predict(trainer.X_train))
