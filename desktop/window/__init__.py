"""The reading-list window: widgets that show values and say what the reader wants."""
