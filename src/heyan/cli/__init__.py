"""What an operator types: `heyan COMMAND`, one command for each deed."""

import sys
from collections.abc import Sequence
from typing import NoReturn

from heyan.cli import failures
from heyan.cli.commands import heyan


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Do what was typed; a failure is one sentence and an exit status."""
    try:
        status = heyan.main(args=argv, prog_name="heyan", standalone_mode=False)
    except (Exception, KeyboardInterrupt, BaseExceptionGroup) as failure:  # noqa: BLE001  # the outermost place there is
        status = failures.tell(failure)
    sys.exit(status if isinstance(status, int) else 0)
