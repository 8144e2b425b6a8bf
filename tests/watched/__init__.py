"""The real program, watched from within while it works: whether it stalls, and whether it grows."""
