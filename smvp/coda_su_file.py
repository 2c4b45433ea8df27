"""The broker without a server, made safe: kombu's writes a message where it is read, and who read in between died of half of it."""

import logging
import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)
NOME = "smvp.coda_su_file:Trasporto"


class Canale(filesystem.Channel):
    """A message appears in the queue whole, in one go; one that cannot be read is left out, and the sweep asks for its job again."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        nome = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"
        cartella = Path(self.data_folder_out)
        in_scrittura = cartella / f"{nome}.scrittura"
        try:
            in_scrittura.write_bytes(dumps(payload).encode())
            os.replace(in_scrittura, cartella / f"{nome}.{queue}.msg")  # noqa: PTH105 (one call that either has happened or has not)
        except OSError as errore:
            in_scrittura.unlink(missing_ok=True)
            raise ChannelError(f"La richiesta non si può mettere in coda in {cartella}") from errore

    def _get(self, queue: str) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError as errore:  # the file is already gone from the queue
                logger.warning("Una richiesta in coda è illeggibile e si salta: la spazzata la rimette (%s).", errore)


class Trasporto(filesystem.Transport):
    """``filesystem://`` with the channel above."""

    Channel = Canale
