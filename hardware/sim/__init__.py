"""Virtual devices: real ones to the program, and always marked simulated to people."""
