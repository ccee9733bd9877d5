"""Whom mail servers' certificates are believed: what the system trusts, and an authority's file."""

from __future__ import annotations

import smtplib
import ssl

from django.conf import settings

from channels import troubles


class AuthorityMissing(OSError):
    """The file of the certificate authority can't be used; the message names the setting."""


def trusting_context() -> ssl.SSLContext:
    """Return a context that checks certificate and host name. Raises AuthorityMissing."""
    context = ssl.create_default_context()
    if settings.MAIL_CA_FILE:
        try:
            context.load_verify_locations(settings.MAIL_CA_FILE)
        except OSError as error:
            words = troubles.NO_AUTHORITY.said(file=settings.MAIL_CA_FILE, why=error)
            raise AuthorityMissing(words) from error
    return context


def explained(error: Exception) -> str:
    """Return what went wrong, for a certificate with what to do about it."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        return troubles.ANSWERED.said(code=error.smtp_code, answer=words)
    if isinstance(error, ssl.SSLCertVerificationError):
        return troubles.NOT_TRUSTED.said(why=error.verify_message)
    if isinstance(error, ssl.SSLError):
        return troubles.NOT_ENCRYPTED.said(why=error.reason or error)
    return str(error)
