"""Who is signed in, asked before every page of the desk: their session and their account.

Both are Django's and allauth's own, with the statement of each worked out once a process. By a
queryset, working out these two took as long as the two looks into the database. With the account
comes which configuration holds: every page would ask that next.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Subquery
from django.utils import timezone

from tickets import access
from tickets.kept_sql import Kept
from tickets.models import ConfigurationStamp, User

_session = Kept(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_revision = Subquery(ConfigurationStamp.objects.filter(pk=1).values("revision"))
_account = Kept(
    lambda user: access.with_rights(User.objects.filter(pk=user)).annotate(
        configuration_revision=_revision
    )
)


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _session.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found


class Accounts(AuthenticationBackend):
    """People who sign in with their name or address."""

    def get_user(self, user_id: Any) -> User | None:
        found: User | None = _account.first(int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
