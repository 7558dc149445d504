"""Whether figures can be right: declared checks against what is published, and differences to be talked over."""
