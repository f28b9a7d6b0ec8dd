"""The pages of the documentation, and what writes and checks their parts."""
