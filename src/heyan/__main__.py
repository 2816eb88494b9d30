"""`python -m heyan`, the same as the command `heyan`."""

from heyan.cli import main

main()
