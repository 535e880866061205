"""Importing lists of another system: all of a file, or nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommender.external.faults import TOLD, Faults, ListsRefused
from recommender.external.key import checked_name
from recommender.external.lists import Lists, Member
from recommender.external.selection import selected
from recommender.external.storing import OnProgress, store
from recommender.external.table import read_table
from recommender.methods.fingerprint import digest
from recommender.models import Catalogue, Product, Run
from recommender.precompute.plan import LIST_LENGTH, contents_sha256

AS_IMPORTED, BY_RANK = "as imported", "reciprocal rank"


@dataclass(frozen=True)
class Imported:
    """What a file brought.

    Attributes
    ----------
    run : Run
        Not in the database if the file was only checked.
    lists, products : int
        How many products have a list, and how many there are.
    notices : list of str
        Sentences about what was taken all the same.
    """

    run: Run
    lists: int
    products: int
    notices: list[str]

    @property
    def summary(self) -> str:
        return ngettext(
            "%(lists)d of %(products)d product has a list.",
            "%(lists)d of %(products)d products have a list.",
            self.products,
        ) % {"lists": self.lists, "products": self.products}


def import_lists(
    *,
    catalogue: Catalogue,
    key: str,
    data: bytes,
    rows: str = "",
    k: int = LIST_LENGTH,
    dry_run: bool = False,
    on_progress: OnProgress = lambda done, total: None,
) -> Imported:
    """Check every line of a CSV, then keep its lists as a finished run of the method `key`.

    The same content is the same run; other content under the same key is a run of its own, and
    what was imported last counts.

    Parameters
    ----------
    rows : str
        Where the file has a column `method`: whose rows are meant.
    k : int
        Length of a list; longer ones are cut.
    on_progress : callable
        Is told how many lists of how many are stored.

    Raises
    ------
    ListsRefused
        If anything is wrong; nothing is saved then.
    """
    name = checked_name(key)
    products = _products(catalogue)
    lists = _checked(data, products, rows=rows, key=key, k=k)
    parameters = _parameters(name, lists)
    run = Run(
        catalogue=catalogue,
        method=key,
        fingerprint=digest(parameters),
        parameters=parameters,
        contents=contents_sha256(products),
        k=k,
    )
    if not dry_run:
        run = store(run, lists, on_progress)
    return Imported(run, len(lists), len(products), _notices(lists, k))


def _products(catalogue: Catalogue) -> list[Product]:
    needed = ("catalogue", "identifier", "category", "group", "picture__sha256")
    return list(catalogue.products.select_related("picture").only(*needed))


def _checked(data: bytes, products: list[Product], *, rows: str, key: str, k: int) -> Lists:
    members = {
        product.identifier: Member(product.pk, product.identifier, product.category, product.group)
        for product in products
    }
    table = read_table(data)
    lists = Lists(members, columns=table.width, k=k)
    for line in selected(table, rows=rows, key=key):
        lists.take(line)
    lists.finish()
    if lists.faults.count:
        raise ListsRefused(_how_many(lists.faults), lists.faults)
    if not len(lists):
        raise ListsRefused(_("The file has no lists: there is nothing below its first line."))
    return lists


def _parameters(name: str, lists: Lists) -> dict[str, str]:
    return {
        "algorithm": "external",
        "name": name,
        "content": lists.sha256(),
        "scores": AS_IMPORTED if lists.scored else BY_RANK,
    }


def _how_many(faults: Faults) -> str:
    sentence = ngettext(
        "Nothing was imported: %(count)d fault was found.",
        "Nothing was imported: %(count)d faults were found.",
        faults.count,
    ) % {"count": faults.count}
    if faults.count <= TOLD:
        return sentence
    bounded = _("Only the first %(told)d are listed.") % {"told": TOLD}
    return f"{sentence} {bounded}"


def _notices(lists: Lists, k: int) -> list[str]:
    notices = []
    if lists.beyond:
        sentence = ngettext(
            "%(count)d line with a rank beyond %(k)d was left out.",
            "%(count)d lines with a rank beyond %(k)d were left out.",
            lists.beyond,
        )
        notices.append(sentence % {"count": lists.beyond, "k": k})
    if not lists.scored:
        notices.append(_("The file has no scores: by rank they are 1, 1/2, 1/3 and so on."))
    elif rising := lists.rising():
        sentence = ngettext(
            "In %(count)d list a later product has a better score; the order of ranks counts.",
            "In %(count)d lists a later product has a better score; the order of ranks counts.",
            rising,
        )
        notices.append(sentence % {"count": rising})
    return notices
