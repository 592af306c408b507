"""Tables as people open them in a spreadsheet program: read from CSV and XLSX, written as XLSX."""
