"""Rule values: their range, their sources, and what they ask for as whole numbers."""
