"""From letters to records in worker processes: `run` puts all together."""
