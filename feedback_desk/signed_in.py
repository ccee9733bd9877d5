"""Who is signed in, asked before every page of the desk: their session and their account.

Both are Django's and allauth's own, with the statement of each worked out once a process. By a
queryset, working out these two took as long as the two looks into the database.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tickets import access
from tickets.kept_sql import Kept
from tickets.models import User

_session = Kept(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_account = Kept(lambda user: access.with_rights(User.objects.filter(pk=user)))


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
