"""Who is signed in is read by kept statements, and ends when it must."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback_desk import signed_in
from tickets import access
from tickets.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast, client):
    """Ask for a page of the desk as Ana; return its status."""
    client.force_login(cast.ana)
    return lambda: client.get(reverse("desk:queue")).status_code


def test_a_person_stays_signed_in_until_the_session_ends(page):
    assert page() == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert page() == 302


def test_an_account_switched_off_is_out_at_once(page, cast):
    assert page() == 200
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert page() == 302


def test_a_session_of_somebody_removed_lets_nobody_in(page, client):
    assert page() == 200
    session = client.session
    session["_auth_user_id"] = "999999"
    session.save()
    assert page() == 302


def test_an_unknown_session_gets_a_new_key_when_it_is_written(db):
    store = signed_in.SessionStore("a" * 32)
    store["theme"] = "dark"
    store.save()
    assert store.session_key not in (None, "a" * 32)


def test_the_account_is_whole(cast):
    found = signed_in.Accounts().get_user(str(cast.ana.pk))
    expected = User.objects.get(pk=cast.ana.pk)
    assert {f.attname: getattr(found, f.attname) for f in User._meta.fields} == {
        f.attname: getattr(expected, f.attname) for f in User._meta.fields
    }


def test_rights_come_with_the_account_and_are_the_same(cast):
    for person in access.with_rights(User.objects.all()):
        alone = User.objects.get(pk=person.pk)
        with CaptureQueriesContext(connection) as captured:
            found = access.rights_of(person)
        assert not captured.captured_queries
        assert found == access.rights_of(alone)


def test_a_right_that_is_taken_away_is_gone_on_the_next_page(page, cast):
    assert page() == 200
    cast.ana.roles.clear()
    assert page() == 403
