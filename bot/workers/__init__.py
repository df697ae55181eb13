"""What goes on by itself: collecting leads into batches, sending what is to be said, watching the clock."""
