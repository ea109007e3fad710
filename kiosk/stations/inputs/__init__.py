"""What makes readings of sheets: each input takes what a device or a teller says to a seat."""
