"""`python -m imr_nlp`, the same as the console script `imr-nlp`."""

from imr_nlp.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
