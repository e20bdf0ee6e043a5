"""What `make demo` runs."""

import sys

try:
    from demo.start import main

    main()
except KeyboardInterrupt:
    sys.exit("\nStopped. The next start goes on from here.")
