"""The runner: submits clips, waits, downloads, verifies, and never pays twice."""
