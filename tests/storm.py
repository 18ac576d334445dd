"""Interrupts at random while a widget is edited, trained and saved, in a process of its own:
one that goes astray ends this process and not that of the tests.

    python -m tests.storm 1000 2

is 1,000 interrupts of the seed 2. It says how many there were and what contradicts itself.
"""

from __future__ import annotations

import gc
import json
import random
import signal
import sys
import threading
import time

import comm

from tests.fakes import RecordingComm
from tests.wholeness import EDITS, contradictions, made


def storm(times: int, seed: int) -> dict[str, object]:
    """Interrupt every kind of edit, in turn, from another thread and at any time."""
    chance = random.Random(seed)
    wrong: list[str] = []
    hits, w = 0, made()
    kept: list[KeyboardInterrupt] = []
    kinds = list(EDITS)
    for kind in kinds:  # an import that is interrupted is not ours
        EDITS[kind](made())
    main = threading.main_thread().ident
    assert main is not None
    while hits < times:
        kind = kinds[hits % len(kinds)]
        delay = chance.expovariate(1 / 0.003)

        def interrupt(delay: float = delay) -> None:
            time.sleep(delay)
            signal.pthread_kill(main, signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        gc.disable()  # an interrupt while something is freed would be lost
        try:
            thread.start()
            while thread.is_alive():
                EDITS[kind](w)
            thread.join()
        except KeyboardInterrupt as error:
            kept[:] = [error]  # with its traceback, as a notebook keeps it
            hits += 1
        thread.join()
        gc.enable()
        gc.collect(0)
        wrong += [f"{kind}: {what}" for what in contradictions(w)]
        kept.clear()
        if hits % 50 == 0:
            w.close()
            w = made()
            gc.collect()
    return {"interrupts": hits, "contradictions": wrong}


if __name__ == "__main__":
    comm.create_comm = RecordingComm
    signal.signal(signal.SIGINT, signal.default_int_handler)
    json.dump(storm(times=int(sys.argv[1]), seed=int(sys.argv[2])), sys.stdout)
