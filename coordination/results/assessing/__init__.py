"""The joint assessment as a report: figures gathered, analysed, told, drawn, traced and left in a folder."""
