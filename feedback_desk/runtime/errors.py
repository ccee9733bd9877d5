class LauncherError(Exception):
    """The desk can't start as asked. The message is for the operator and names a next step."""
