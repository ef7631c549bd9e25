"""What was gained, lost and changed between two runs over the same letters: `imr-nlp diff`.

`outputs` reads what a run wrote, `compare` says how two records differ, `pairs` brings the letters of two runs together, and
`report` writes it down. Start with `compare.compare`.
"""

from imr_nlp.io.diff.compare import Comparison, Difference, compare
from imr_nlp.io.diff.outputs import open_output
from imr_nlp.io.diff.pairs import Pair, model_pairs, output_pairs

__all__ = ["Comparison", "Difference", "Pair", "compare", "model_pairs", "open_output", "output_pairs"]
