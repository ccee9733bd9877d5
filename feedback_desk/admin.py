"""What other packages would put into the admin that this desk has no use for there."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

# Roles take the place of groups; addresses and second factors are their owners' own affair.
admin.site.unregister([Group, EmailAddress, Authenticator])
