"""What is left out of the server's log. No model here: settings name this module before the apps are loaded."""

import logging

from django.core.exceptions import PermissionDenied


class RifiutoInUnaRiga(logging.Filter):
    """A refusal (403) is everyday life and stands in the register of acts: in the log it is one line, without its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
            record.exc_info = record.exc_text = None
        return True
