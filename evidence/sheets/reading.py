"""A sheet from its bytes, whatever its name says."""

from __future__ import annotations

from evidence.sheets.csv_reading import read_csv
from evidence.sheets.table import MOST_BYTES, SheetError, SheetTable
from evidence.sheets.xlsx import read_xlsx

OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_sheet(data: bytes) -> SheetTable:
    """Raises SheetError with what the file is instead, and what was expected."""
    if len(data) > MOST_BYTES:
        raise SheetError(f"The file has {len(data):,} bytes: expected at most {MOST_BYTES:,}.")
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data)
    if data.startswith(OLD_OFFICE):
        raise SheetError("This is an XLS file of the old kind: save it as XLSX or CSV UTF-8.")
    if data.startswith(b"%PDF"):
        raise SheetError("This is a PDF: expected the sheet as CSV or XLSX.")
    if data.lstrip()[:1] == b"<":
        raise SheetError("This is a web page or XML: expected the sheet as CSV or XLSX.")
    return read_csv(data)
