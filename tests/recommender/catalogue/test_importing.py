import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from recommender.catalogue import batches, importing, pictures
from recommender.catalogue.importing import begin_path, begin_upload, import_catalogue, run_import
from recommender.catalogue.remarks import ImportRefused
from recommender.catalogue.sources import Row
from recommender.catalogue.sources.categories import category_entries
from recommender.catalogue.sources.folder import FolderTree
from recommender.models import Catalogue, Import, Picture, Product
from tests.recommender.catalogue.conftest import Shop
from tests.recommender.catalogue.photographs import encoded, photograph, quadrants

pytestmark = pytest.mark.django_db


def counts(job: Import) -> tuple[int, int, int]:
    return job.created, job.updated, job.unchanged


def uploaded(path: Path, name: str = "Shop") -> Import:
    return begin_upload(upload=ContentFile(path.read_bytes(), name="My shop.zip"), name=name)


def stored_files(media: Path) -> dict[str, int]:
    return {
        str(path.relative_to(media)): path.stat().st_mtime_ns
        for path in (media / "pictures").rglob("*")
        if path.is_file()
    }


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every file that is decoded, while it is decoded as always."""
    files: list[bytes] = []

    def prepare_and_remember(data: bytes) -> Any:
        files.append(data)
        return prepare(data)

    prepare = batches.prepare
    monkeypatch.setattr(batches, "prepare", prepare_and_remember)
    return files


def test_import_makes_a_catalogue_of_products_with_pictures(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    folder = shop(hats)

    job = import_catalogue(source=folder, name="Shop")

    assert (job.state, job.total, job.done, counts(job)) == ("finished", 6, 6, (6, 0, 0))
    assert job.remarks == []
    assert job.finished_at is not None
    catalogue = Catalogue.objects.get(name="Shop")
    assert (job.catalogue, catalogue.source) == (catalogue, str(folder))
    product = catalogue.products.get(identifier="hat-3")
    assert (product.category, product.title, product.group) == ("hat", "", "")
    with pictures.open_stored(product.picture.sha256) as file, Image.open(file) as master:
        assert master.size == (product.picture.width, product.picture.height) == (40, 60)


def test_import_of_a_table_keeps_all_its_columns(shop: Shop) -> None:
    folder = shop(
        {
            "products.csv": "id,title,category,group,image,colour\n7,Hat,hat,reds,1.jpg,red\n",
            "1.jpg": photograph(),
        }
    )

    import_catalogue(source=folder, name="Shop")

    product = Product.objects.get()
    assert (product.identifier, product.title, product.category) == ("7", "Hat", "hat")
    assert (product.group, product.attributes) == ("reds", {"colour": "red"})


def test_import_twice_changes_nothing_and_decodes_nothing(
    shop: Shop, hats: dict[str, bytes | str], media: Path, decoded: list[bytes]
) -> None:
    folder = shop(hats)
    import_catalogue(source=folder, name="Shop")
    rows, files = list(Product.objects.values()), stored_files(media)
    decoded.clear()

    job = import_catalogue(source=folder, name="Shop")

    assert counts(job) == (0, 0, 6)
    assert list(Product.objects.values()) == rows
    assert stored_files(media) == files
    assert decoded == []


def test_import_of_a_changed_picture_updates_its_product_alone(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    import_catalogue(source=shop(hats), name="Shop")
    before = dict(Product.objects.values_list("identifier", "picture"))
    numbers = dict(Product.objects.values_list("identifier", "pk"))

    job = import_catalogue(source=shop({"hat/hat-3.jpg": photograph(shade=255)}), name="Shop")

    after = dict(Product.objects.values_list("identifier", "picture"))
    assert counts(job) == (0, 1, 5)
    assert {name for name in after if after[name] != before[name]} == {"hat-3"}
    assert dict(Product.objects.values_list("identifier", "pk")) == numbers
    assert Picture.objects.filter(pk=before["hat-3"]).exists()


def test_import_of_changed_fields_updates_without_decoding(
    shop: Shop, decoded: list[bytes]
) -> None:
    header = "id,title,category,image,colour\n"
    files = {"products.csv": f"{header}7,Hat,hat,1.jpg,red\n", "1.jpg": photograph()}
    import_catalogue(source=shop(files), name="Shop")
    decoded.clear()

    files["products.csv"] = f"{header}7,Red hat,cap,1.jpg,\n"
    job = import_catalogue(source=shop(files), name="Shop")

    product = Product.objects.get()
    assert counts(job) == (0, 1, 0)
    assert (product.title, product.category, product.attributes) == ("Red hat", "cap", {})
    assert decoded == []


def test_products_that_a_later_import_lacks_are_kept(
    shop: Shop, hats: dict[str, bytes | str], tmp_path: Path
) -> None:
    import_catalogue(source=shop(hats), name="Shop")
    (tmp_path / "shop" / "hat" / "hat-0.jpg").unlink()

    job = import_catalogue(source=tmp_path / "shop", name="Shop")

    assert counts(job) == (0, 0, 5)
    assert Product.objects.count() == 6


def test_refused_files_are_listed_and_the_rest_is_imported(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    truncated = encoded(Image.effect_noise((200, 200), 90))[:-2000]
    bad = {"hat/empty.jpg": b"", "hat/note.txt": "hello", "hat/cut.jpg": truncated, "LICENSE": "-"}

    job = import_catalogue(source=shop(hats | bad), name="Shop")

    reasons = {remark["where"]: remark["reason"] for remark in job.refusals}
    assert counts(job) == (6, 0, 0)
    assert reasons.keys() == bad.keys()
    assert "empty" in reasons["hat/empty.jpg"]
    assert "not a picture" in reasons["hat/note.txt"]
    assert "cut short" in reasons["hat/cut.jpg"]
    assert "beside the category folders" in reasons["LICENSE"]


def test_what_a_picture_loses_is_noticed(shop: Shop, hats: dict[str, bytes | str]) -> None:
    frames = [Image.new("RGB", (9, 9), name) for name in ("red", "blue")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

    job = import_catalogue(source=shop(hats | {"hat/moving.gif": moving}), name="Shop")

    (remark,) = job.notices
    assert (remark["where"], counts(job)) == ("hat/moving.gif", (7, 0, 0))
    assert "the first one is used" in remark["reason"]


def test_of_two_products_with_one_id_the_second_is_refused(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    other = {"shoe/hat-0.jpg": photograph(shade=200)}

    job = import_catalogue(source=shop(hats | other), name="Shop")

    (remark,) = job.refusals
    assert remark["where"] == "shoe/hat-0.jpg"
    assert remark["reason"] == "The id hat-0 was already used: hat/hat-0.jpg."
    assert Product.objects.get(identifier="hat-0").category == "hat"


def test_a_raw_file_beside_its_jpeg_does_not_take_the_id(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    job = import_catalogue(source=shop(hats | {"hat/hat-0.cr2": b"raw"}), name="Shop")

    assert counts(job) == (6, 0, 0)
    assert [remark["where"] for remark in job.refusals] == ["hat/hat-0.cr2"]


@pytest.mark.parametrize("file", [pictures.MASTER, "320.avif"])
def test_importing_again_brings_back_a_file_that_the_storage_lacks(
    shop: Shop, hats: dict[str, bytes | str], decoded: list[bytes], file: str
) -> None:
    folder = shop(hats)
    import_catalogue(source=folder, name="Shop")
    sha256 = Product.objects.get(identifier="hat-3").picture.sha256
    pictures.default_storage.delete(pictures.name(sha256, file))
    decoded.clear()

    job = import_catalogue(source=folder, name="Shop")

    assert decoded == [hats["hat/hat-3.jpg"]]
    assert pictures.is_stored(sha256)
    assert counts(job) == (0, 0, 6)


def test_equal_files_are_both_imported_noticed_and_decoded_once(
    shop: Shop, hats: dict[str, bytes | str], decoded: list[bytes]
) -> None:
    copy = {"hat/copy.jpg": hats["hat/hat-0.jpg"]}

    job = import_catalogue(source=shop(hats | copy), name="Shop")

    (remark,) = job.notices
    assert (counts(job), len(decoded), Picture.objects.count()) == ((7, 0, 0), 6, 6)
    assert remark["where"] == "copy, hat-0"
    assert "equal pictures" in remark["reason"]


def test_equal_pictures_in_different_files_share_one_row(shop: Shop, decoded: list[bytes]) -> None:
    exif = Image.Exif()
    exif[0x010E] = "the same picture"
    files: dict[str, bytes | str] = {
        "hat/1.png": encoded(quadrants(), "PNG"),
        "hat/2.png": encoded(quadrants(), "PNG", exif=exif),
    }
    folder = shop(files)

    import_catalogue(source=folder, name="Shop")
    job = import_catalogue(source=folder, name="Shop")

    assert (Product.objects.count(), Picture.objects.count()) == (2, 1)
    assert counts(job) == (0, 0, 2)
    assert len(decoded) == 2


def test_a_picture_that_another_catalogue_has_is_not_decoded_again(
    shop: Shop, hats: dict[str, bytes | str], decoded: list[bytes]
) -> None:
    folder = shop(hats)
    import_catalogue(source=folder, name="One")
    decoded.clear()

    job = import_catalogue(source=folder, name="Other")

    assert (counts(job), decoded, Picture.objects.count()) == ((6, 0, 0), [], 6)


def test_small_categories_are_noticed(shop: Shop, hats: dict[str, bytes | str]) -> None:
    few = {f"shoe/{number}.jpg": photograph(shade=200 + 9 * number) for number in range(5)}

    job = import_catalogue(source=shop(hats | few), name="Shop")

    (remark,) = job.notices
    assert remark["where"] == "category shoe"
    assert remark["reason"] == ("It has 5 products, which get no lists: it needs at least 6.")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Hat,hat,,1.jpg", "no id"),
        ("7,Hat,,,1.jpg", "no category"),
        (f"{'7' * 201},Hat,hat,,1.jpg", "longer than 200"),
        (f"7,Hat,{'h' * 201},,1.jpg", "longer than 200"),
        (f"7,Hat,hat,{'g' * 201},1.jpg", "longer than 200"),
        ("7,Hat\x00,hat,,1.jpg", "not text"),
    ],
)
def test_products_that_no_database_keeps_are_refused(shop: Shop, line: str, reason: str) -> None:
    table = f"id,title,category,group,image\nok,,hat,,1.jpg\n{line}\n"

    job = import_catalogue(source=shop({"products.csv": table, "1.jpg": photograph()}), name="Shop")

    (remark,) = job.refusals
    assert remark["where"] == "products.csv, line 3"
    assert reason in remark["reason"]
    assert counts(job) == (1, 0, 0)


def test_long_titles_are_cut_with_a_notice(shop: Shop) -> None:
    table = f"id,title,category,image\n7,{'t' * 301},hat,1.jpg\n"

    job = import_catalogue(source=shop({"products.csv": table, "1.jpg": photograph()}), name="Shop")

    assert Product.objects.get().title == "t" * 300
    assert any("cut to 300" in remark["reason"] for remark in job.notices)


def test_names_that_are_no_text_are_refused(shop: Shop) -> None:
    folder = shop({"hat/1.jpg": photograph()})
    (folder / "hat" / "\udcff.jpg").write_bytes(photograph(shade=1))

    job = import_catalogue(source=folder, name="Shop")

    (remark,) = job.refusals
    assert remark["where"] == "hat/\\udcff.jpg"
    assert "not text" in remark["reason"]


def test_nothing_importable_leaves_no_empty_catalogue(shop: Shop) -> None:
    with pytest.raises(ImportRefused) as refused:
        import_catalogue(source=shop({"hat/1.jpg": b"", "hat/2.jpg": "text"}), name="Shop")

    assert str(refused.value) == "Nothing could be imported: hat/1.jpg: The file is empty."
    assert [remark.where for remark in refused.value.remarks] == ["hat/1.jpg", "hat/2.jpg"]
    assert not Catalogue.objects.exists()
    job = Import.objects.get()
    assert (job.state, job.error) == ("failed", str(refused.value))


def test_nothing_importable_leaves_an_old_catalogue_as_it_was(
    shop: Shop, hats: dict[str, bytes | str], tmp_path: Path
) -> None:
    import_catalogue(source=shop(hats), name="Shop")
    (tmp_path / "bad" / "hat").mkdir(parents=True)
    (tmp_path / "bad" / "hat" / "hat-0.jpg").write_bytes(b"")

    with pytest.raises(ImportRefused):
        import_catalogue(source=tmp_path / "bad", name="Shop")

    assert Catalogue.objects.get().products.count() == 6


def test_a_source_that_cannot_be_opened_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        import_catalogue(source=tmp_path / "nowhere", name="Shop")

    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "n" * 101, "two\nlines"])
def test_names_that_are_none_are_refused(
    shop: Shop, hats: dict[str, bytes | str], name: str
) -> None:
    with pytest.raises(ImportRefused, match="1 to 100 printable characters"):
        import_catalogue(source=shop(hats), name=name)


def test_progress_is_told_from_nothing_to_all(
    shop: Shop, hats: dict[str, bytes | str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 4)
    seen: list[tuple[int, int]] = []

    import_catalogue(
        source=shop(hats), name="Shop", on_progress=lambda done, total: seen.append((done, total))
    )

    assert seen == [(0, 6), (4, 6), (6, 6)]


def test_rows_are_written_in_batches(shop: Shop) -> None:
    files = {f"hat/{number}.jpg": photograph(shade=5 * number) for number in range(48)}
    folder = shop(files)

    with CaptureQueriesContext(
        connection,
    ) as few:
        import_catalogue(source=folder, name="Shop")

    assert len(few) < 40


def test_an_import_that_was_killed_is_closed_by_the_next(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    killed = Import.objects.create(name="Shop", source="/shop", state=Import.State.WORKING)
    other = Import.objects.create(name="Other", source="/shop", state=Import.State.WORKING)

    import_catalogue(source=shop(hats), name="Shop")

    killed.refresh_from_db()
    other.refresh_from_db()
    assert (killed.state, other.state) == ("failed", "working")
    assert "stopped" in killed.error


def test_two_imports_into_one_catalogue_both_finish(
    shop: Shop, hats: dict[str, bytes | str]
) -> None:
    folder = shop(hats)
    others: list[Import] = []

    def import_meanwhile(done: int, total: int) -> None:
        if not others:
            others.append(import_catalogue(source=folder, name="Shop"))

    job = import_catalogue(source=folder, name="Shop", on_progress=import_meanwhile)

    assert (job.state, job.error, counts(job)) == ("finished", "", (0, 0, 6))
    assert (others[0].state, counts(others[0])) == ("finished", (6, 0, 0))


def test_a_fault_of_the_machine_stops_the_import_and_says_so(
    shop: Shop, hats: dict[str, bytes | str], media: Path
) -> None:
    media.write_text("a file where the folder of pictures should be")

    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        import_catalogue(source=shop(hats), name="Shop")

    job = Import.objects.get()
    assert job.state == "failed"
    assert "The import stopped" in job.error


class TestUpload:
    def test_an_upload_is_kept_until_a_worker_has_imported_it(
        self, zipped: Shop, hats: dict[str, bytes | str], media: Path
    ) -> None:
        waiting = uploaded(zipped(hats))
        assert (waiting.state, waiting.source) == ("waiting", "My shop.zip")
        assert (media / waiting.upload.name).is_file()

        job = run_import(import_pk=waiting.pk)

        assert (job.state, counts(job), job.source) == ("finished", (6, 0, 0), "My shop.zip")
        assert Catalogue.objects.get().source == "My shop.zip"
        assert list((media / "uploads").iterdir()) == []
        assert not Import.objects.get().upload

    def test_run_import_twice_doubles_nothing(
        self, zipped: Shop, hats: dict[str, bytes | str]
    ) -> None:
        job = uploaded(zipped(hats))

        first = run_import(import_pk=job.pk)
        second = run_import(import_pk=job.pk)

        assert counts(first) == counts(second) == (6, 0, 0)
        assert second.finished_at == first.finished_at
        assert Product.objects.count() == 6

    def test_a_stopped_import_goes_on_where_it_stood(
        self,
        zipped: Shop,
        hats: dict[str, bytes | str],
        decoded: list[bytes],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(importing, "BATCH", 2)
        twin = {"hat/z.txt": "no picture", "shoe/hat-0.jpg": photograph(shade=200)}
        job = uploaded(zipped({"LICENSE": "-"} | hats | twin))
        write = batches.write

        def killed(*args: Any) -> Any:
            if len(decoded) > 3:
                raise KeyboardInterrupt
            return write(*args)

        monkeypatch.setattr(batches, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            run_import(import_pk=job.pk)
        monkeypatch.setattr(batches, "write", write)
        stopped = Import.objects.get()
        assert (stopped.state, stopped.done, stopped.created) == ("failed", 4, 3)
        assert "goes on where it stood" in stopped.error

        finished = run_import(import_pk=job.pk)

        assert (finished.state, finished.error) == ("finished", "")
        assert counts(finished) == (6, 0, 0)
        refused = sorted(remark["where"] for remark in finished.refusals)
        assert refused == ["LICENSE", "hat/z.txt", "shoe/hat-0.jpg"]

    def test_an_id_whose_picture_was_refused_is_free_after_a_stop(
        self, zipped: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importing, "BATCH", 1)
        files = {"a/1.cr2": b"raw", "b/1.jpg": photograph(), "c/1.jpg": photograph(shade=1)}
        job = uploaded(zipped(files))
        Import.objects.filter(pk=job.pk).update(
            state=Import.State.WORKING,
            total=3,
            done=1,
            remarks=[{"where": "a/1.cr2", "reason": "no picture", "kind": "refused"}],
        )

        run_import(import_pk=job.pk)

        assert Product.objects.get().category == "b"
        assert [remark["where"] for remark in Import.objects.get().refusals] == [
            *("a/1.cr2", "c/1.jpg")
        ]

    def test_of_two_workers_the_slower_gives_way(
        self, zipped: Shop, hats: dict[str, bytes | str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importing, "BATCH", 2)
        job = uploaded(zipped(hats | {"hat/bad.jpg": b""}))
        read = batches.read
        overtaken: list[Import] = []

        def read_while_another_worker_imports(*args: Any) -> Any:
            found = read(*args)
            if not overtaken:
                overtaken.append(job)
                overtaken.append(run_import(import_pk=job.pk))
            return found

        monkeypatch.setattr(batches, "read", read_while_another_worker_imports)
        slower = run_import(import_pk=job.pk)

        assert counts(slower) == counts(overtaken[1]) == (6, 0, 0)
        assert (slower.state, len(slower.remarks)) == ("finished", 1)

    def test_a_refused_upload_says_why_and_is_not_kept(self, zipped: Shop, media: Path) -> None:
        job = run_import(import_pk=uploaded(zipped({"hat/1.jpg": b""})).pk)

        assert (job.state, job.catalogue) == ("failed", None)
        assert job.error == "Nothing could be imported: hat/1.jpg: The file is empty."
        assert job.refusals[0]["where"] == "hat/1.jpg"
        assert list((media / "uploads").iterdir()) == []
        assert not Catalogue.objects.exists()

    def test_an_upload_that_is_no_zip_inside_is_refused_by_the_worker(self) -> None:
        job = begin_upload(upload=ContentFile(b"no zip", name="shop.zip"), name="Shop")

        job = run_import(import_pk=job.pk)

        assert job.state == "failed"
        assert job.error.startswith("shop.zip is not a readable zip")

    def test_an_upload_that_vanished_is_refused(self, zipped: Shop, media: Path) -> None:
        job = uploaded(zipped({"hat/1.jpg": photograph()}))
        (media / job.upload.name).unlink()

        assert "no longer there" in run_import(import_pk=job.pk).error

    @pytest.mark.parametrize("name", ["products.csv", "shop.rar", ""])
    def test_only_zips_are_accepted(self, name: str) -> None:
        with pytest.raises(ImportRefused, match="is no zip"):
            begin_upload(upload=ContentFile(b"-", name=name), name="Shop")

        assert not Import.objects.exists()

    def test_a_name_that_is_none_keeps_no_upload(self, media: Path) -> None:
        with pytest.raises(ImportRefused, match="printable characters"):
            begin_upload(upload=ContentFile(b"-", name="shop.zip"), name=" ")

        assert not (media / "uploads").exists()


class TestPath:
    def test_a_worker_imports_a_path_once(self, shop: Shop, hats: dict[str, bytes | str]) -> None:
        folder = shop(hats)
        waiting = begin_path(path=folder, name="Shop")

        job = run_import(import_pk=waiting.pk)
        again = run_import(import_pk=waiting.pk)

        assert (job.state, counts(job), job.source) == ("finished", (6, 0, 0), str(folder))
        assert (counts(again), again.finished_at) == (counts(job), job.finished_at)

    def test_a_path_that_changed_meanwhile_is_imported_from_its_start(
        self, shop: Shop, hats: dict[str, bytes | str]
    ) -> None:
        job = begin_path(path=shop(hats), name="Shop")
        Import.objects.filter(pk=job.pk).update(
            state=Import.State.WORKING, total=5, done=5, created=4, remarks=[]
        )

        job = run_import(import_pk=job.pk)

        assert (job.state, job.total, counts(job)) == ("finished", 6, (6, 0, 0))

    def test_a_path_that_does_not_exist_is_told_by_the_row(self, tmp_path: Path) -> None:
        job = run_import(import_pk=begin_path(path=tmp_path / "nowhere", name="Shop").pk)

        assert job.state == "failed"
        assert "There is no file or folder" in job.error

    def test_a_path_that_no_row_holds_is_refused(self) -> None:
        with pytest.raises(ImportRefused, match="at most 500 characters"):
            begin_path(path=Path("x" * 501), name="Shop")


class TestRealPhotographs:
    def test_a_part_of_the_clothing_catalogue_is_imported(
        self, clothing: Path, tmp_path: Path
    ) -> None:
        lines = clothing_lines(clothing)[:60]
        for line in lines:
            (tmp_path / line["category"]).mkdir(exist_ok=True)
            (tmp_path / line["image"]).write_bytes((clothing / line["image"]).read_bytes())

        job = import_catalogue(source=tmp_path, name="Clothing")

        assert (counts(job), job.refusals) == ((60, 0, 0), [])
        pictures_by_id = {
            product.identifier: product.picture
            for product in Product.objects.select_related("picture")
        }
        for line in lines:
            picture = pictures_by_id[line["id"]]
            with Image.open(clothing / line["image"]) as source:
                assert (picture.width, picture.height) == source.size

    def test_the_folders_and_the_table_of_clothing_name_the_same_products(
        self, clothing: Path
    ) -> None:
        found = {
            (entry.identifier, entry.category)
            for entry in category_entries(FolderTree(clothing))
            if isinstance(entry, Row)
        }

        assert found == {(line["id"], line["category"]) for line in clothing_lines(clothing)}


def clothing_lines(clothing: Path) -> list[dict[str, str]]:
    with (clothing / "products.csv").open(newline="") as file:
        return list(csv.DictReader(file))
