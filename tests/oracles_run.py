"""Random small markets by the thousand: every mechanism against a brute-force oracle.

`make oracles` runs 10,000 per mechanism (some ten minutes); `python tests/oracles_run.py 500` fewer.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from matching.comparisons import COMPARISONS

SEED = 20260320


def main(markets: int) -> int:
    print(f"{'mechanism':34s} {'markets':>8s} {'mismatches':>11s} {'seconds':>8s}  oracle")
    wrong = 0
    for number, (name, (compare, oracle)) in enumerate(COMPARISONS.items()):
        rng = np.random.default_rng([SEED, number])
        began = time.perf_counter()
        faults = [fault for _market in range(markets) if (fault := compare(rng))]
        seconds = time.perf_counter() - began
        print(f"{name:34s} {markets:8,d} {len(faults):11,d} {seconds:8.1f}  {oracle}", flush=True)
        for fault in faults[:3]:
            print(f"    {fault}")
        wrong += len(faults)
    print(f"{markets * len(COMPARISONS):,} markets, {wrong:,} mismatches")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
