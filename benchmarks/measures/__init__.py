"""What is measured inside a worker; each measure takes what a peer gives and returns named figures."""
