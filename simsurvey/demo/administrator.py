"""Who signs in to the demo's administration; the password is kept beside the demo's data."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model

from simsurvey.environment import kept_secret

USER = "admin"
# The variable by which the preparation learns it.
VARIABLE = "SIMSURVEY_DEMO_PASSWORD"


def administrators_password() -> str:
    """The same at every start; '' once somebody chose another one in the administration."""
    file = settings.DATA_DIR / "demo_password"
    is_new = not file.exists()
    password = kept_secret(file, lambda: secrets.token_urlsafe(9))
    administrator, _made = get_user_model().objects.update_or_create(
        username=USER, defaults={"is_staff": True, "is_superuser": True, "is_active": True}
    )
    if is_new or not administrator.password:
        administrator.set_password(password)
        administrator.save()
    return password if administrator.check_password(password) else ""
