"""A stand-in for both platforms that costs next to nothing: in a process of its own, with answers made beforehand."""
