"""Draws Vega-Lite charts as SVG, in a process of its own: `python -m imr_nlp.view.report.svg`.

The engine that draws reserves some 35 GB of addresses and ends its process where a limit of memory is set later, as reading a
letter does. Specifications come as a JSON list on standard input, drawings go out in the same way.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    """Draw what is asked for; the exit status."""
    import vl_convert

    specifications = json.load(sys.stdin)
    json.dump([vl_convert.vegalite_to_svg(one, allowed_base_urls=[]) for one in specifications], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
