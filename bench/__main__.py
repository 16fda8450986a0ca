"""入口 — `make bench`, or `python -m bench list_page ledger_preview`."""

import sys

from bench.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
