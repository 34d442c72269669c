"""What is compared with what, and what must come out: each module has a `cases` that lists its comparisons."""
