"""Whatever is allowed can be trained."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nnwidget.training.trainer import Trainer
from tests.legal import legal_options, tables


@settings(max_examples=400)
@given(st.data())
def test_any_options_that_are_allowed_train_or_say_why_not(data: st.DataObject) -> None:
    table = data.draw(st.none() | tables())
    trainer = Trainer(data.draw(legal_options(table)), table)
    trainer.train(3)
    assert np.isfinite(trainer.mlp.theta).all()
    assert math.isfinite(trainer.scores.loss_train)
    assert np.isfinite(trainer.history.loss_train).all()
    if trainer.stopped:
        assert trainer.epoch <= 3
        assert len(trainer.stopped.text) > 20
    else:
        assert trainer.epoch == 3
