"""The `guidances` dialect with model kling-v3."""
