"""Try a policy or calendar on the past before it is switched on."""
