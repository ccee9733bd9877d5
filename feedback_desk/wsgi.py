import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
application = get_wsgi_application()

from tickets.nudge import warm_up  # noqa: E402  -- models load with the application

warm_up()
