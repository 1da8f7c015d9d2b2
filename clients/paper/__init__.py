"""Contracts on paper: templates filled in, their text read and compared, PDFs made and looked into."""
