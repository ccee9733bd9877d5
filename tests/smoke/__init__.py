"""One walk round the whole loop, over HTTP and SMTP only: see docs/how-to/measure.md.

Nothing here imports the desk or opens its database; what it knows of the desk is what its pages
and mails say.
"""
