"""Side-by-side measurements: ratios within one run, since single times say little on a shared machine."""
