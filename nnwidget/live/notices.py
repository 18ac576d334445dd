"""Why training stopped by itself, as the browser is told."""

from __future__ import annotations

from nnwidget.languages.sentence import Sentence
from nnwidget.languages.wording import whole
from nnwidget.training.stops import Stop

from .protocol import REASON_LIMIT, Notice, NoticeCode


def _notice(code: NoticeCode, text: Sentence, words: str = "", *, by_rule: bool = False) -> Notice:
    return {"code": code, "by_rule": by_rule, "told": text.to_dict(), "words": words}


def of_stop(stop: Stop) -> Notice:
    """What a stop rule says."""
    return _notice(stop.code, stop.text, by_rule=True)


def words_of(error: Exception) -> str:
    """An exception in its own words, which may be no text that can be sent, or fail."""
    try:
        words = str(error)
    except Exception:
        words = ""
    return whole(f"{type(error).__name__}: {words}")[:REASON_LIMIT]


def of_error(error: Exception, by: str = "error") -> Notice:
    """An exception that nobody would see; what failed is the training, or one who watches it."""
    return _notice("error", Sentence(f"notices.{by}"), words_of(error))


def text(notice: Notice, language: str) -> str:
    """A notice in words; an exception's own where there is one."""
    return notice["words"] or Sentence.from_dict(notice["told"]).told(language)


INTERRUPTED = _notice("interrupted", Sentence("notices.interrupted"))
NOBODY_LOOKING = _notice("nobody_looking", Sentence("notices.nobody_looking"))
