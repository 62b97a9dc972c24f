"""`python -m inspector` is the command `inspector`."""

import sys

from inspector.cli import main

sys.exit(main())
