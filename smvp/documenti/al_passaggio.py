"""Documents that a step issues by itself: always, but where a load of past steps leaves them to whoever asks for one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_da_soli: ContextVar[bool] = ContextVar("documenti_da_soli", default=True)


def emetti_al_passaggio(emetti: Callable[[], object]) -> None:
    """Call ``emetti``, unless within ``solo_su_richiesta``: then the same document is there for the asking, from its page."""
    if _da_soli.get():
        emetti()


@contextmanager
def solo_su_richiesta() -> Iterator[None]:
    """Within, steps issue nothing by themselves: hundreds of PDFs that nobody has asked for would keep the worker busy for minutes."""
    prima = _da_soli.set(False)
    try:
        yield
    finally:
        _da_soli.reset(prima)
