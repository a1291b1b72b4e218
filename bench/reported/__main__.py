"""Print inputs that people reported as faults of other speech tools, with what the studio does with them.

    python bench/reported             all sections
    python bench/reported texts       one of them

A section is a module of this folder with `rows()`, which yields (kind, input, result); it is registered below.
"""

import sys
from importlib import import_module

SECTIONS = ("texts", "descriptions", "environment")


def main() -> None:
    for name in sys.argv[1:] or SECTIONS:
        print(f"\n{name.capitalize()}")
        kind = ""
        for row_kind, given, result in import_module(name).rows():
            if row_kind != kind:
                print(f"\n  {row_kind}")
            kind = row_kind
            print(f"    {given!r:58} → {result}")


if __name__ == "__main__":
    main()
