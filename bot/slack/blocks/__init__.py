"""How messages look: facts of the outbox in, text and blocks and metadata out. Nothing here asks anybody."""
