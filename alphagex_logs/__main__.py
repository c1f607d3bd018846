"""`python -m alphagex_logs VERB`."""

import sys

from alphagex_logs.cli import main

if __name__ == "__main__":
    sys.exit(main())
