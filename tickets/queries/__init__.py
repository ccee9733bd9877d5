"""What the desk's screens read, ready to show. Nothing here writes."""
