"""Time zones as people type them."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_zone(name: str) -> str:
    """Return an IANA zone name, or an empty one. Raises ValidationError for anything else."""
    name = name.strip()
    if name and name not in available_timezones():
        raise ValidationError(
            _("There is no time zone “%(name)s”. Write one like Asia/Shanghai or Europe/Berlin.")
            % {"name": name}
        )
    return name
