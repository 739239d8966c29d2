"""Side-by-side benchmarks: ours and a yardstick, in turns, in one run, against the same server. See `make bench`."""
