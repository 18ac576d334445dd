"""The text of a CSV file as data: number columns, and a label in the last one."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator
from typing import Any

from nnwidget.languages.sentence import refusal
from nnwidget.languages.wording import shown

from .shape import COLUMNS, SAMPLES
from .table import Table, read_table

LARGEST_TEXT = 8_000_000
"""Longest text, in bytes as a file has them."""


def read_csv(text: str) -> Table:
    """Read comma, semicolon or tab separated values. The first line may hold names.

    Raises:
        ValueError: naming the line, the column and what is wrong; or what `read_table` refuses.
    """
    if not isinstance(text, str):
        raise refusal("csv_text", type=type(text).__name__)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST_TEXT:
        raise refusal("csv_size", size=size, most=LARGEST_TEXT)
    text = text.removeprefix("\N{BYTE ORDER MARK}")
    delimiter = _delimiter(text)
    rows = list(_rows(text, delimiter))
    if not rows:
        raise refusal("csv_empty")
    names = None
    if all(_number(cell, delimiter) is None for cell in rows[0][1]):
        names = rows.pop(0)[1]
    if len(rows) > SAMPLES:
        raise refusal("csv_rows", rows=len(rows), most=SAMPLES)
    width = len(names or (rows[0][1] if rows else []))
    if not 2 <= width <= COLUMNS + 1:
        raise refusal("csv_columns", most=COLUMNS + 1, width=width, delimiter=shown(delimiter))
    names = names or [*(f"x{i + 1}" for i in range(width - 1)), "label"]
    X = [[_cell(line, row, i, names, delimiter) for i in range(width - 1)] for line, row in rows]
    return read_table((X, _labels(rows, names[-1], delimiter)), names[:-1])


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its (last) line."""
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    try:
        for row in lines:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield lines.line_num, cells
    except csv.Error as error:
        raise refusal("csv_line", line=lines.line_num, words=str(error)) from None


def _delimiter(text: str) -> str:
    """Tab or semicolon where they cut both of the first two rows: a comma may then be a
    decimal one, or stand in a name. Else the comma."""
    for delimiter in "\t;":
        rows = [row for _, row in itertools.islice(_rows(text, delimiter), 2)]
        if rows and all(len(row) > 1 for row in rows):
            return delimiter
    return ","


def _cell(line: int, row: list[str], column: int, names: list[str], delimiter: str) -> float:
    if len(row) != len(names):
        raise refusal("csv_width", line=line, given=len(row), columns=len(names))
    number = _number(row[column], delimiter)
    if number is None or not math.isfinite(number):
        raise refusal(
            "csv_number", line=line, column=shown(names[column]), value=shown(row[column])
        )
    return number


def _number(cell: str, delimiter: str) -> float | None:
    """The number in a cell; a decimal comma is understood where commas do not separate."""
    try:
        return float(cell if delimiter == "," else cell.replace(",", "."))
    except ValueError:
        return None


def _labels(rows: list[tuple[int, list[str]]], name: str, delimiter: str) -> list[Any]:
    """The last cells; as numbers where all of them are, whole ones without a point."""
    for line, row in rows:
        if not row[-1]:
            raise refusal("csv_label", line=line, column=shown(name))
    numbers = [_number(row[-1], delimiter) for _, row in rows]
    if None in numbers:
        return [row[-1] for _, row in rows]
    for (line, row), number in zip(rows, numbers, strict=True):
        if not math.isfinite(number or 0):
            raise refusal("csv_number", line=line, column=shown(name), value=shown(row[-1]))
    if all(number == int(number or 0) for number in numbers):
        return [int(number or 0) for number in numbers]
    return numbers
