"""Who may come to a researcher's page: only the first of them is let in."""

from django.contrib.auth.models import Permission, User
from django.test import Client


def researcher() -> Client:
    """Signed in, with every right in both apps, and no superuser."""
    user = User.objects.create_user("researcher", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label__in=["recommender", "surveys"])
    )
    return signed_in(user)


def clerk(*codenames: str) -> Client:
    """Staff with these rights alone, for example `view_catalogue`."""
    user = User.objects.create_user("clerk", is_staff=True)
    rights = Permission.objects.filter(codename__in=codenames)
    assert rights.count() == len(codenames)
    user.user_permissions.set(rights)
    return signed_in(user)


def visitor() -> Client:
    """Signed in, but no staff."""
    return signed_in(User.objects.create_user("visitor"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
