"""`python -m kds` is `kds`."""

from kds.cli import main

main()
