"""The sandbox: a local stand-in for the vendors' APIs that draws every clip as an animatic."""
