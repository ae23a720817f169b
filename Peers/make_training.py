"""Writes the record of ten steps of training that the package's tests are held against.

    make_training.py FILE
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training import write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    write(parser.parse_args().file)


if __name__ == "__main__":
    main()
