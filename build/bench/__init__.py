"""The benchmark: every figure a ratio to a peer measured in the same run, because only ratios survive a change of machine."""
