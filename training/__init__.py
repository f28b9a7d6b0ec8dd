"""What makes the released models; it is no part of the wheel."""
