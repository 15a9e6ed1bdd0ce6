"""What was booked."""

entries = {1: 100, 2: 250}
