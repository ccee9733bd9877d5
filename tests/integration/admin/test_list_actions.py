"""Actions of the admin's lists record what they did, in the transaction that did it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import make_cast
from tickets.models import ConfigurationEvent, SlaPolicy


@pytest.mark.django_db(transaction=True)
def test_drafting_a_version_from_the_list_is_recorded(
    committed_starter: None, client: Client
) -> None:
    """In a real request: without the transaction that tests put around themselves."""
    client.force_login(make_cast().adam)
    policy = SlaPolicy.objects.get(code="standard")
    answer = client.post(
        reverse("admin:tickets_slapolicy_changelist"),
        {"action": "draft_new_version", "_selected_action": [policy.pk]},
    )
    assert answer.status_code == 302
    assert policy.versions.filter(published_at=None).count() == 1
    assert ConfigurationEvent.objects.get().code == "config.drafted"
