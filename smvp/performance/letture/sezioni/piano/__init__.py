"""Art. 12: the sections of the Piano: what the municipality wants to reach, and from where it comes."""

from . import collettivi, contesto, indirizzi, integrita, obiettivi, pari_opportunita, peg, processo, sintesi, triennio

__all__ = [
    "collettivi", "contesto", "indirizzi", "integrita", "obiettivi", "pari_opportunita", "peg", "processo", "sintesi", "triennio",
]  # fmt: skip
