"""Drawing on a PDF: pages, faces, bars, wrapped text."""
