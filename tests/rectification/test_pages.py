"""Tasks through HTTP: who sees them, and one task from finding to second look with its photo."""

import hashlib
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from inspector.extensions import db
from inspector.media.models import Blob
from inspector.rectification.models import Task
from tests.rectification.shop import START
from tests.rounds import photo


@pytest.fixture
def task(opened):
    """The number of one task: a wet floor in the hall, for Gao to see to."""
    with opened.app.app_context():
        opened.submit({("floor", None): "fail"}, remarks={"floor": {"note": "有水渍"}})
        return db.session.scalar(select(Task.id))


def act(visitor, task, move, rev, picture=None, **more):
    files = {"photos": (BytesIO(picture), "after.jpg", "image/jpeg")} if picture else {}
    return visitor.post(f"/tasks/{task}/moves", command=str(uuid4()), base_rev=rev, move=move, files=files, **more)


def is_picture(answer):
    with answer:
        return answer.status_code == 200 and answer.get_data().startswith(b"\xff\xd8\xff")


def test_from_the_finding_to_the_second_look(task, visit):
    gao, lin = visit("gao"), visit("lin")
    assert "Floor free of litter" in gao.get("/tasks/mine").get_data(as_text=True)
    page = gao.get(f"/tasks/{task}").get_data(as_text=True)
    assert "Sweep and mop dry now" in page
    assert page.count("有水渍") == 1, "its history is told once"
    order = [page.index(one) for one in ("Take it on or put it right", "What happened", "What is asked", "Write a remark")]
    assert order == sorted(order), "what to do next stands on top"
    assert act(gao, task, "accept", 1).status_code == 303
    refused = act(gao, task, "fix", 2)
    assert refused.status_code == 422
    assert "Please take a photo" in refused.get_data(as_text=True)
    assert act(gao, task, "fix", 2, photo("seagreen"), note="已拖干").status_code == 303
    page = gao.get(f"/tasks/{task}").get_data(as_text=True)
    assert "It is fixed" not in page  # not his own
    assert "Waits for somebody else" in page
    assert "Floor free of litter" in lin.get("/tasks?show=verify").get_data(as_text=True)
    page = lin.get(f"/tasks/{task}").get_data(as_text=True)
    assert page.index("Photo of the fix") < page.index("Look whether it is fixed") < page.index("It is fixed"), "seen before it is judged"
    address = page.split('alt="Photo of the fix"')[0].rsplit('<img src="', 1)[1].split('"')[0]
    assert is_picture(lin.get(address))
    assert act(lin, task, "verify", 3).status_code == 303
    assert "Watching" in lin.get(f"/tasks/{task}").get_data(as_text=True)


def test_who_was_slower_sees_how_it_stands_now(task, visit):
    gao, lin = visit("gao"), visit("lin")
    act(gao, task, "accept", 1)
    late = act(lin, task, "accept", 1)
    assert late.status_code == 409
    assert "Somebody was faster" in late.get_data(as_text=True)
    assert "In progress" in late.get_data(as_text=True)


def test_a_file_that_is_no_image_is_refused_and_changes_nothing(task, visit):
    gao = visit("gao")
    assert act(gao, task, "fix", 1, b"<script>alert(1)</script>").status_code == 415
    assert "To be accepted" in gao.get(f"/tasks/{task}").get_data(as_text=True)


def phone_photo():
    """As a phone makes it: turned, with its place, its number and a small picture, and something behind its end."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Phone SN-4711", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 17.0)})
    buffer = BytesIO()
    Image.new("RGB", (800, 600), "seagreen").save(buffer, "JPEG", exif=exif, comment=b"here: 31.2304 N")
    return buffer.getvalue() + b"<script>alert(1)</script>"


def kept_files(opened):
    return [path for path in (opened.app.extensions["inspector.blobs"].root).rglob("*") if path.is_file()]


def test_a_refused_move_keeps_no_photo(task, opened, visit):
    gao, mei = visit("gao"), visit("mei")
    assert act(gao, task, "fix", 7, photo("seagreen")).status_code == 409
    assert act(mei, task, "fix", 1, photo("seagreen")).status_code == 404
    assert act(gao, task, "dance", 1, photo("seagreen")).status_code == 400
    assert kept_files(opened) == []
    with opened.app.app_context():
        assert db.session.scalars(select(Blob)).all() == []


def test_a_photo_that_comes_as_the_phone_made_it_loses_place_and_device_before_it_is_kept(task, opened, visit):
    assert act(visit("gao"), task, "fix", 1, phone_photo()).status_code == 303
    kept = [path for path in kept_files(opened) if path.stat().st_size]
    assert len(kept) == 1
    content = kept[0].read_bytes()
    assert hashlib.sha256(content).hexdigest() == kept[0].name
    for secret in (b"Exif", b"SN-4711", b"31.2304", b"<script>"):
        assert secret not in content
    with Image.open(kept[0]) as picture:
        assert picture.size == (600, 800)  # upright


def test_a_photo_that_is_bare_already_is_kept_byte_for_byte(task, opened, visit):
    picture = photo("seagreen")
    act(visit("gao"), task, "fix", 1, picture)
    assert [path.read_bytes() for path in kept_files(opened)] == [picture]


def test_a_photo_that_was_cut_short_is_refused_and_changes_nothing(task, opened, visit):
    gao, picture = visit("gao"), photo("seagreen")
    assert act(gao, task, "fix", 1, picture[: len(picture) // 2]).status_code == 415
    assert "To be accepted" in gao.get(f"/tasks/{task}").get_data(as_text=True)
    assert kept_files(opened) == []


def test_a_photo_of_another_task_is_not_shown(task, opened, visit):
    gao = visit("gao")
    act(gao, task, "fix", 1, photo("seagreen"))
    with opened.app.app_context():
        opened.submit({("condiments", None): "fail"})
        sha = db.session.get_one(Task, task).events[-1].photos[0]
        other = db.session.scalar(select(Task.id).where(Task.item == "condiments"))
    assert is_picture(gao.get(f"/tasks/{task}/photos/{sha}"))
    assert gao.get(f"/tasks/{other}/photos/{sha}").status_code == 404


def test_nobody_else_sees_a_task_or_moves_it(task, visit):
    for name in ("mei", "qiu", "hua", "otto"):
        visitor = visit(name)
        assert visitor.get(f"/tasks/{task}").status_code == 404
        assert act(visitor, task, "accept", 1).status_code == 404
    assert visit("mei").get("/tasks").status_code == 403
    assert "Floor free" not in visit("qiu").get("/tasks?show=all").get_data(as_text=True)


def test_the_filters_count_what_they_show(task, opened, visit):
    with opened.app.app_context():
        opened.submit({("condiments", None): "fail"}, area="bar", at=START)
    lin = visit("lin")
    everything = lin.get("/tasks").get_data(as_text=True)
    assert everything.count("task-card__title") == 2
    assert lin.get("/tasks?show=mine").get_data(as_text=True).count("task-card__title") == 1
    assert "Nothing to verify" in lin.get("/tasks?show=verify").get_data(as_text=True)
    assert lin.get("/tasks?show=nonsense&site=abc&page=-1").status_code == 200


def test_reminders_are_for_the_person_and_her_chain_of_command(opened, visit):
    with opened.app.app_context():
        opened.submit({("uniform", "mei"): "fail"}, remarks={"uniform": {"reminded": True}})
    url = f"/tasks/people/{opened.staff['mei']}?since=2026-11-01&until=2026-11-30"
    for name in ("mei", "lin", "nora"):
        assert "Uniform" in visit(name).get(url).get_data(as_text=True)
    for name in ("tao", "qiu", "otto"):
        assert visit(name).get(url).status_code == 404
