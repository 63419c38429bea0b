"""Tests of the kernels; a package of its own, so that none installed takes its name."""
