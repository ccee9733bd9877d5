class RuntimeProblem(Exception):
    """The desk can't be started as asked. The message is for the operator and names a next step."""
