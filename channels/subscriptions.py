"""Which deliveries the channels carry out. Filled as channels are written."""


def connect() -> None:
    """Subscribe the handlers of this app to the outbox."""
