"""What a congress prints, each print one act: drawn, delivered, recorded."""
