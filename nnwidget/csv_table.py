"""The text of a CSV file as data: number columns, and a label in the last one."""

from __future__ import annotations

import csv
import math

from .options import COLUMNS, SAMPLES
from .table import Table, read_table

LARGEST_TEXT = 8 * 1024 * 1024
"""Longest text, in characters."""


def read_csv(text: str) -> Table:
    """Read comma, semicolon or tab separated values. The first line may hold names.

    Raises:
        ValueError: naming the line, the column and what is wrong; or what `read_table` refuses.
    """
    if len(text) > LARGEST_TEXT:
        raise ValueError(f"the CSV has {len(text):,} characters; at most {LARGEST_TEXT:,} are read")
    first = text.lstrip("\N{BYTE ORDER MARK}\r\n \t").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(text.lstrip("\N{BYTE ORDER MARK}").splitlines(), delimiter=delimiter)
    try:
        rows = [(lines.line_num, [cell.strip() for cell in row]) for row in lines if any(row)]
    except csv.Error as error:
        raise ValueError(f"CSV line {lines.line_num}: {error}") from None
    if not rows:
        raise ValueError("the CSV is empty")
    names = None
    if all(_number(cell, delimiter) is None for cell in rows[0][1]):
        names = rows.pop(0)[1]
    if len(rows) > SAMPLES:
        raise ValueError(f"the CSV has {len(rows):,} rows; at most {SAMPLES:,} are allowed")
    width = len(names or (rows[0][1] if rows else []))
    if not 2 <= width <= COLUMNS + 1:
        raise ValueError(
            f"the CSV must have number columns and a label, 2 to {COLUMNS + 1} in all; "
            f"it has {width} (separated by {delimiter!r})"
        )
    names = names or [*(f"x{i + 1}" for i in range(width - 1)), "label"]
    X = [[_cell(line, row, i, names, delimiter) for i in range(width - 1)] for line, row in rows]
    table = read_table((X, _labels([row[-1] for _, row in rows], delimiter)))
    return Table(table.X, table.y, tuple(name[:200] for name in names[:-1]), table.labels)


def _cell(line: int, row: list[str], column: int, names: list[str], delimiter: str) -> float:
    if len(row) != len(names):
        raise ValueError(f"CSV line {line}: {len(row)} values, but there are {len(names)} columns")
    number = _number(row[column], delimiter)
    if number is None or not math.isfinite(number):
        raise ValueError(
            f"CSV line {line}, column {names[column][:40]!r}: {row[column][:40]!r} is no number"
        )
    return number


def _number(cell: str, delimiter: str) -> float | None:
    """The number in a cell; a decimal comma is understood where commas do not separate."""
    try:
        return float(cell if delimiter == "," else cell.replace(",", "."))
    except ValueError:
        return None


def _labels(cells: list[str], delimiter: str) -> list[float] | list[str]:
    """Labels as numbers where all of them are."""
    numbers = [_number(cell, delimiter) for cell in cells]
    if any(number is None for number in numbers):
        return cells
    return [number for number in numbers if number is not None]
