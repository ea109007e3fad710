"""One sheet: may it be counted, what does it say; and sums over sheets."""
