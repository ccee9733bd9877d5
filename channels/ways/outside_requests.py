"""The way out of the house for libraries that speak HTTP through `requests`."""

from __future__ import annotations

from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from channels.ways.outside import connection_to


class _Outward(HTTPConnection):
    def _new_conn(self) -> Any:
        try:
            return connection_to((self._dns_host, self.port or self.default_port), self.timeout)
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _Plain(_Outward):
    """http://"""


class _Encrypted(_Outward, HTTPSConnection):
    """https://"""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class OutwardAdapter(HTTPAdapter):
    """Mounted on a session, it looks at each address that is connected to, redirects too."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}
