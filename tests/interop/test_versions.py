"""Files written by earlier versions are read, and train on to the numbers they had then."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple

import pytest

from nnwidget.interop.saved import from_dict, read_file, to_dict
from nnwidget.training.options import Options
from tests.interop.runs import assert_same, loaded

HERE = Path(__file__).parent


class Then(NamedTuple):
    """What the code that wrote the file had at that time, and three epochs later."""

    epoch: float
    latest: float
    losses: tuple[float, float]
    alive: int
    carried: int
    later: tuple[float, float]


THEN = {
    # Adam, dropout, in the middle of an epoch
    "version_2/spiral": Then(
        16 / 3,
        16 / 3,
        (0.6539211402895553, 0.7450177433220537),
        35,
        0,
        (0.6368910286442186, 0.7355122843408508),
    ),
    # own data, standardized; the learning rate was changed
    "version_2/regression": Then(
        5,
        5,
        (0.39765643522316746, 3.6381100990382977),
        16,
        0,
        (0.4184374680611461, 3.3339619614846105),
    ),
    # gone back to epoch 4, with dead links and gradients that are carried
    "version_2/past": Then(
        4,
        6.5,
        (0.9697845981613892, 1.0554401892322147),
        18,
        15,
        (0.9540083538736112, 1.107880136736597),
    ),
    # nearly every option is another than its default
    "version_3/rings": Then(
        5.25,
        5.25,
        (1.22761106834589, 1.254159374768702),
        78,
        0,
        (1.1805865007237697, 1.2017864784902437),
    ),
    # a Playground link's options; gone back to epoch 12, with dead links and carried gradients
    "version_3/past": Then(
        12,
        20 + 1 / 12,
        (0.49972306154139656, 0.49917078092499434),
        10,
        20,
        (0.4997230475021531, 0.4991707336363466),
    ),
    # own data of three columns, with texts as labels
    "version_3/own-data": Then(
        6,
        6,
        (1.0694826324529079, 1.1408992837300616),
        38,
        0,
        (1.0404546369265224, 1.1569621727584376),
    ),
}

every_file = pytest.mark.parametrize(("name", "then"), THEN.items(), ids=THEN)


@every_file
def test_a_file_of_an_earlier_day_shows_what_it_showed_then(name: str, then: Then) -> None:
    content = read_file(HERE / f"{name}.json")
    assert f"version_{content['version']}" == name.partition("/")[0]
    run = loaded(content)
    assert (run.epoch, run.latest) == pytest.approx((then.epoch, then.latest))
    assert run.scores[:2] == pytest.approx(then.losses, rel=1e-9)
    assert run.updater.memory.alive.sum() == then.alive
    assert run.updater.memory.carried_samples == then.carried
    assert [m.epochs for m in run.past.moments.kept] == list(range(int(then.latest) + 1))


@every_file
def test_a_file_of_an_earlier_day_trains_on_to_the_numbers_of_then(name: str, then: Then) -> None:
    run = loaded(read_file(HERE / f"{name}.json"))
    run.train(3)
    assert run.epoch == pytest.approx(then.epoch + 3)
    # Another processor rounds otherwise in the last digits.
    assert run.scores[:2] == pytest.approx(then.later, rel=1e-6)


@every_file
def test_a_file_of_an_earlier_day_is_written_again_as_one_of_today(name: str, then: Then) -> None:
    run = loaded(read_file(HERE / f"{name}.json"))
    content = to_dict(run.state())
    assert content["version"] == 4
    again = loaded(content)
    assert_same(run, again)
    run.go_to(2)
    again.go_to(2)
    assert_same(run, again)


def test_the_future_of_a_file_of_version_2_can_be_gone_to() -> None:
    run = loaded(read_file(HERE / "version_2" / "past.json"))
    run.go_to(99)
    assert run.epoch == 6.5
    assert run.scores[:2] == pytest.approx((0.9619488444201221, 0.9618532063380282), rel=1e-9)


def test_an_option_that_came_later_has_its_default() -> None:
    content = read_file(HERE / "version_2" / "spiral.json")
    del content["moment"]["options"]["standardize"]
    assert from_dict(content).moment.options.standardize is Options().standardize


def test_a_control_that_is_none_is_left_out_with_a_warning() -> None:
    content = read_file(HERE / "version_3" / "rings.json")
    present = content["moment"]["options"]
    present["hidden_controls"] = ["noise", "nois", "learning_rate", "<img>"]
    with pytest.warns(UserWarning, match=r"names '<img>', 'nois', no controls here") as warned:
        run = loaded(content)
    assert len(warned) == 1
    assert run.options.hidden_controls == ("noise", "learningRate")
    assert to_dict(run.state())["moment"]["options"]["hidden_controls"] == ["noise", "learningRate"]


def test_a_file_of_an_earlier_day_is_read_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in THEN:
            loaded(read_file(HERE / f"{name}.json"))


def test_a_version_to_come_is_named_whatever_is_in_it() -> None:
    with pytest.raises(ValueError, match="version must be 2 or 3 or 4, got 5"):
        from_dict({"format": "nnwidget", "version": 5, "news": []})
