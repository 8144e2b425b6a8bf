"""Papertray, the application: polling, the command line, the browser's side and the window."""
