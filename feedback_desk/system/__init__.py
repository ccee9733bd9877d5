"""How the desk itself is doing: the page that shows what tickets, channels and analytics know."""
