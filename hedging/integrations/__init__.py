"""One file for each library that hedging plugs into; each needs only its own, and nothing here is imported by the core."""
