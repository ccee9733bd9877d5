"""Whom mail servers' certificates are believed: what the system trusts, and an authority's file."""

from __future__ import annotations

import smtplib
import ssl

from django.conf import settings


class AuthorityMissing(OSError):
    """The file of the certificate authority can't be used; the message names the setting."""


def trusting_context() -> ssl.SSLContext:
    """Return a context that checks certificate and host name. Raises AuthorityMissing."""
    context = ssl.create_default_context()
    if settings.MAIL_CA_FILE:
        try:
            context.load_verify_locations(settings.MAIL_CA_FILE)
        except OSError as error:
            raise AuthorityMissing(
                f"FEEDBACK_DESK_MAIL_CA_FILE names {settings.MAIL_CA_FILE!r}, which can't be used: "
                f"{error}. It has to be a readable PEM file of certificates."
            ) from error
    return context


def explained(error: Exception) -> str:
    """Return what went wrong, for a certificate with what to do about it."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        return f"it answered {error.smtp_code} {words}"
    if not isinstance(error, ssl.SSLCertVerificationError):
        return str(error)
    return (
        f"its certificate isn't trusted: {error.verify_message}. If an authority of your own "
        "signed it, name that authority's file in FEEDBACK_DESK_MAIL_CA_FILE; if it was made for "
        "another name, enter the server by that name."
    )
