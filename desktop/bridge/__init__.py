"""The native host of the browser extension; starts with the standard library alone, answers from the library."""
