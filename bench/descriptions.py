"""Print the share of right values in the table of descriptions, for each half and language, and each wrong value.

python bench/descriptions.py
"""

import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.description_table import judge, table

if __name__ == "__main__":
    for (part, language), rows in groupby(table(), key=lambda row: row[:2]):
        right, values, wrong = judge(list(rows))
        print(f"{part}, {language}: {right} of {values} values right, {right / values:.1%}")
        print("".join(f"  {fault}\n" for fault in wrong), end="")
