"""The ledger: what was asked of a vendor, what it costs, and how it stands; written down before anything is sent."""
