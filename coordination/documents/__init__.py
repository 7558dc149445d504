"""A toolbox low down: turns plain models into pages, tables and pictures. It knows no station."""
