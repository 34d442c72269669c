"""What is compared with what, and what shall come out: each module has a `cases` that lists its comparisons."""
