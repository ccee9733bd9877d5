"""Does the broker answer, asked quickly."""

import redis
from django.conf import settings

TIMEOUT_SECONDS = 0.2


def broker_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
