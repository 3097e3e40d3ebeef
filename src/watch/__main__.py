"""`python -m watch` is `vigie`."""

from watch.cli import main

main()
