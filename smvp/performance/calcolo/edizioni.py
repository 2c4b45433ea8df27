"""The editions of a Relazione. Pure."""

from enum import StrEnum


class Edizione(StrEnum):
    """The complete one is for the bodies; the public one tells nothing of a person (reading A40)."""

    COMPLETA = "completa"
    PUBBLICA = "pubblica"
