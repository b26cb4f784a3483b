"""`python -m audit` is `audit`."""

from audit.cli import main

main()
