"""Source text: files, spans, letters and cell widths. Knows nothing else."""
