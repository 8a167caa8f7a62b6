"""Word documents, written as WordprocessingML (ECMA-376) on a skeleton that python-docx makes once."""
