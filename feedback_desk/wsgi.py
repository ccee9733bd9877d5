import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

from tickets.nudge import warm_up  # noqa: E402  -- models load with the application

# Before the server forks, so that its processes share the views (33 MB) and the first visitor
# doesn't wait for them.
get_resolver().url_patterns  # noqa: B018
warm_up()
