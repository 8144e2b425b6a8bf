"""What things cost, measured on made libraries of any size; run by hand, never by `make test`."""
