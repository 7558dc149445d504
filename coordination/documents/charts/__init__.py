"""Charts a leader reads at a glance: plain models in, SVG and PNG out.

``models`` says what a chart shows, ``render`` draws it, ``described`` puts it into a sentence for those who cannot see
it. Nothing here knows a station. The drawing library is loaded only when a chart is drawn.
"""
