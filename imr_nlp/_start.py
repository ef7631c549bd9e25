"""What is seen to before anything else is imported where the process is the program, `imr-nlp` or `python -m imr_nlp`.

The folder the program is started in may be one of letters from anywhere: with `-m` Python would import modules from it, so that
a `pickle.py` beside the letters is run. And Ctrl-C while spaCy is imported is no traceback.

(No postponed annotations here: `__future__` is a module, too.)
"""

import os
import signal
import sys

_SCRIPTS = ("imr-nlp", "imr-nlp.exe", "imr-nlp-script.py", "imr-nlp-script.pyw")
_INTERRUPTED = 130


def prepare() -> None:
    """Take the working directory off the import path, and have Ctrl-C end the process in one line, if it is the program."""
    # While Python looks for the module that -m names, this stands for its path.
    by_module = sys.argv[:1] == ["-m"] and "imr_nlp" in sys.orig_argv
    if by_module and sys.path and _is_here(sys.path[0]) and not _is_here(os.path.dirname(os.path.dirname(__file__))):
        del sys.path[0]
    if by_module or (sys.argv and os.path.basename(sys.argv[0]) in _SCRIPTS):
        signal.signal(signal.SIGINT, _stop)


def interrupts() -> None:
    """From here on Ctrl-C is a KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_here(folder: str) -> bool:
    return os.path.realpath(folder or os.curdir) == os.path.realpath(os.curdir)


def _stop(number: int, frame: object) -> None:
    os.write(2, b"imr-nlp: [E059] stopped.\n")
    os._exit(_INTERRUPTED)
