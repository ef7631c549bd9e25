"""What contradicts itself in a letter."""
