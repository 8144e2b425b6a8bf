"""The command line: words in, tables or JSON out."""
