"""One module per input format: a class that splits files into chunks and reads a chunk's rows."""
