"""Liên Vùng: provinces that plan together. The tree is the path of the data; see README.md."""
