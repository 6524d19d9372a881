"""From text to nodes and back: the parser, its recovery, the nodes, and the formatter."""
