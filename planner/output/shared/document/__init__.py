"""A page as a document: headings, paragraphs, tables and drawings as they are read off its HTML, for formats that are no HTML."""
