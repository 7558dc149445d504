"""Forms of every step as workbooks: what a method's submission can say, a workbook can say, and the other way round.

``registry`` knows the builder of each method, ``opening`` gives the form a body fills in, ``taking`` reads one that was
handed in, ``handing_in`` stores it. Texts lose what nobody sees: spaces doubled or at the end of a line, control signs.
"""
