"""From a file of references, in whatever format a tool wrote it, to references."""

from evidence.reading.files import FORMATS, detected, read_references
from evidence.reading.reference import Fault, Linked, ReadReference, Reference

__all__ = ["FORMATS", "Fault", "Linked", "ReadReference", "Reference", "detected", "read_references"]
