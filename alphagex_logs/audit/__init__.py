"""What the 23 tables claim against what is really there."""
