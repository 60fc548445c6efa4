"""`python -m meshc.cli` is `meshc`."""

import sys

from meshc.cli.main import main

sys.exit(main())
