"""A vendor that is not this package's, with lists to pull."""
