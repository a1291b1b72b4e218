"""The rows of takes: how they are inserted, and how they are deleted with all that is stored of them."""

import sqlite3

#: The columns of a take that are never changed, beside its id.
STORED = ("audition", "position", "created", "recipe", "sample_rate", "duration", "incomplete")
INSERT_TAKE = f"""
INSERT INTO takes (id, {", ".join(STORED)}) VALUES (:id, {", ".join(f":{column}" for column in STORED)})
ON CONFLICT (id)
"""
#: The tables that hold more of a take, in the column `take`.
OF_A_TAKE = ("ratings", "tags", "measured_takes")


def delete_take(db: sqlite3.Connection, take_id: str) -> None:
    """Delete a take's row, its rating and its tags, in a transaction."""
    db.execute("DELETE FROM takes WHERE id = ?", (take_id,))
    for table in OF_A_TAKE:
        db.execute(f"DELETE FROM {table} WHERE take = ?", (take_id,))
