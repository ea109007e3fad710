"""What the barcodes of ballots, cards, headers and badges say."""
