"""The runner: takes a manifest, has every clip generated exactly once, and files what comes back."""
