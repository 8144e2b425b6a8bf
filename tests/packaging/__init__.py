"""The set-up: what `make` does on other people's machines, and what the wheel holds."""
