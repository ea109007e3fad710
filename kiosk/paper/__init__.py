"""What a congress prints: batches, papers and people's cards, each as one act; and print jobs."""
