"""What is printed beside ballots: command cards, headers, covers, sleeves, badges, table cards."""
