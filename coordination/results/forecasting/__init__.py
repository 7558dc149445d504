"""The unified forecast of a region as a report: documents, tables and charts of one stored result."""
