"""Forms as workbooks: written for a department to print and fill in, read back with suspicion, answered cell by cell.

The modules a process with limits imports (``child``, ``container``, ``scanning``) need nothing but the standard
library and calamine, so that it starts at once; keep this file empty.
"""
