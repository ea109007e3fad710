"""What goes in and out as files of other programs: workbooks of definitions and of results."""
