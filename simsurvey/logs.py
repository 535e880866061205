"""What a log must not tell: a participant's token is as good as a key."""

import logging
import re

TOKEN = re.compile(r"/p/[\w-]{16,}")


class HideTokens(logging.Filter):
    """Writes `/p/…` where an address with a token would stand."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub("/p/…", record.getMessage())
        record.args = None
        return True
