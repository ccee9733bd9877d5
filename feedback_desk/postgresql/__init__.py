"""Django's database backend for Postgres, as the desk keeps its connections."""
