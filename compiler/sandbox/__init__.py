"""The local stand-in for the vendors' APIs: a strict HTTP server that draws every clip as an animatic."""
