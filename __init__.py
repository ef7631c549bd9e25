"""Where a clone is called imr_nlp, the folder above it has it for a package: this hands over to the package in it.

Nothing of this is installed.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_folder = Path(__file__).parent / "imr_nlp"
if __name__ == "imr_nlp":
    _spec = spec_from_file_location(__name__, _folder / "__init__.py", submodule_search_locations=[str(_folder)])
    assert _spec is not None and _spec.loader is not None
    sys.modules[__name__] = _module = module_from_spec(_spec)
    _spec.loader.exec_module(_module)
