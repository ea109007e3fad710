"""Scripts for those who build this project; nothing here is installed."""
