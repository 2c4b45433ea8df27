"""A scene written once for a module of tests, which each test finds as it was: what a test writes goes away with its savepoint."""

import copy
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from .personaggi import crea_comune

Scena = Callable[[SimpleNamespace], SimpleNamespace]


def scena_del_modulo(monta: Scena) -> tuple[Any, Any]:
    """Two fixtures to be given names in a module: the scene as ``monta`` makes it out of the fixed cast, and each test's own copy.

    ``_scritta, c = scena_del_modulo(da_pagare)``: the first stays in a transaction while the module lasts, and is never committed. Not for
    tests with real transactions.
    """

    @pytest.fixture(scope="module", name="_scritta")
    def scritta(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
        with django_db_blocker.unblock():
            tutto = transaction.atomic()
            tutto.__enter__()
            try:
                yield monta(crea_comune())
            finally:
                transaction.set_rollback(True)
                tutto.__exit__(None, None, None)

    @pytest.fixture(name="c")
    def copia(_scritta: SimpleNamespace, db: None) -> SimpleNamespace:
        return copy.deepcopy(_scritta)

    return scritta, copia
