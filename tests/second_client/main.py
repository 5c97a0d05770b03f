"""What docs/SYNC.md promises, tried by a client that was written from it alone, at a real server. Every field of every
kind is taken from docs/FIELDS.md. Ends with "N passed, N failed"."""

import base64
import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse
import uuid

from blake3 import blake3
from phone import Phone, Refused, call

BIN = pathlib.Path(os.environ.get("LATARNIA_BIN", "target/debug")) / "latarnia-server"
BOOK = (pathlib.Path(__file__).parents[2] / "docs" / "FIELDS.md").read_text()
NOW = int(time.time() * 1000)
JPEG_HEAD = bytes.fromhex("ffd8ffda00030107")
JSON = {"content-type": "application/json", "x-latarnia": "1"}
MAY_NOT = {"facility", "worker", "area", "count", "count_place"}
OF_COUNT = {"count_result", "questionnaire"}


class Server:
    def __init__(self, folder):
        self.data = folder
        self.data.mkdir()

    def run(self, *command, said=None):
        env = {**os.environ, "LATARNIA_DATA": str(self.data), "LATARNIA_LOG": "off"}
        return subprocess.run([BIN, *command], env=env, input=said, text=True, check=True, capture_output=True).stdout

    def start(self):
        env = {**os.environ, "LATARNIA_DATA": str(self.data), "LATARNIA_LOG": "off",
               "LATARNIA_SERVER_ADDR": "127.0.0.1:0", "LATARNIA_SIGN_IN_BURST": "1000"}
        self.process = subprocess.Popen([BIN, "serve"], env=env, text=True, stdout=subprocess.PIPE)
        self.address = self.process.stdout.readline().strip()
        call(f"{self.address}/readyz")
        return self

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def code(self, name):
        link = urllib.parse.urlparse(self.run("device", "invite", name, "--server", self.address).strip())
        assert (link.scheme, link.netloc) == ("latarnia", "enrol")
        asked = urllib.parse.parse_qs(link.query)
        assert asked["server"] == [self.address]
        return asked["code"][0]

    def phone(self, name):
        return Phone(self.address, self.code(name), f"phone of {name}")

    def lead(self, path, body):
        who = json.dumps({"name": "nadzor", "password": "second-password"}).encode()
        cookie = call(f"{self.address}/v1/session", "POST", who, JSON)[0]["set-cookie"].split(";")[0]
        return call(self.address + path, "POST", json.dumps(body).encode(), {**JSON, "cookie": cookie})[1]


def kinds():
    """Every kind of the book: its shape, its fields, and those of which one is there."""
    for part in re.split(r"\n## ", BOOK.split("\n# Code lists")[0])[1:]:
        rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| `(\w+)` \| (\w*) \|", part, re.M)
        fields = [(name, value.strip(), do, needed) for name, value, do, needed in rows]
        one_of = re.findall(r"`(\w+)`", (re.search(r"One of (.*?) is there\.", part) or [""])[0])
        yield part.split("\n")[0], "An event." in part, fields, one_of


def keys(of):
    return re.search(rf"^\| {of} \| `(\w+)`", BOOK, re.M).group(1)


def right(value, name):
    """A value the book allows, and one it does not with the problem it makes; of one of several."""
    kind, _, rest = value.partition(" ")
    if kind == "text,":
        return "ż" * int(rest), ("ż" * (int(rest) + 1), f"TooLong {{ max: {rest} }}")
    if kind == "code":
        return keys(rest.strip("`")), ("no_such_code", "UnknownCode")
    if kind == "number,":
        low, high = rest.split(" to ")
        return int(low) or int(high), (int(high) + 1, "OutOfRange")
    picture = {"hash": blake3(b"-").hexdigest(), "bytes": 300000, "taken": NOW}
    thumb = base64.b64encode(JPEG_HEAD + b"\xff\xd9").decode()
    place = {"lat": 51.93, "lon": 19.42, "accuracy_m": 8.0, "source": "fix"}
    return {
        "yes": (True, ("yes", "WrongType")),
        "moment": ({"ms": NOW, "offset": 60}, ({"ms": 0, "offset": 60}, "UnbelievableTime")),
        "day": ("2026-11-22", ("22.11.2026", "WrongType")),
        "position": (place, ({**place, "lat": 91}, "OutOfRange")),
        "id": (str(uuid.uuid4()), (name, "WrongType")),
        "unanswered": ("birth_year:" + keys("missing_answer"), ("birth_year:no_such_code", "UnknownCode")),
        "answer": ("birth_year:1971", ("birth_year:Misiek", "UnknownCode")),
        "picture": ({**picture, "width": 1600, "height": 1200, "thumb": thumb}, (picture, "WrongType")),
        "sound": ({**picture, "length_ms": 9000}, ({**picture, "length_ms": 0}, "OutOfRange")),
    }[kind]


def values(fields, wrong=None):
    """A form of all fields, with a wrong value in one of them."""
    for name, value, do, _ in fields:
        several = re.sub(r"^(several|at most \d+): ", "", value)
        good, (bad, problem) = right(several, name)
        value_ = bad if name == wrong else good
        yield name, [value_] if several != value else value_, do, problem


def write_whole(phone, kind, event, fields, scope, wrong=None):
    """Writes a record with all its fields. Returns it, and the operation and problem of the wrong one."""
    rec, told = str(uuid.uuid4()), list(values(fields, wrong))
    form = {name: value for name, value, _, _ in told}
    if event:
        return rec, form, phone.write(kind, rec, "event", form, scope)
    sets = {name: value for name, value, do, _ in told if do == "set"}
    adds = {name: value for name, value, do, _ in told if do == "add"}
    phone.write(kind, rec, "set", {"set": sets}, scope)
    return rec, form, adds and phone.write(kind, rec, "add", adds, scope)


class Stories:
    """One town; each story goes on where the one before ended."""

    def __init__(self, folder):
        self.folder, self.server = folder, Server(folder / "data")
        self.server.run("area", "add", "Centrum")
        for name, role in (("nadzor", "supervisor"), ("ania", "streetworker"), ("bartek", "streetworker")):
            self.server.run("user", "add", name, "--full-name", name, "--role", role, *(
                ["--area", "Centrum"] if role == "streetworker" else []), said="second-password\n")
        self.server.start()
        self.ania, self.bartek = self.server.phone("ania"), self.server.phone("bartek")

    def refused(self, phone, op):
        phone.sync()
        return phone.verdicts.get(int(op.split(":")[1]))

    def a_code_works_once_and_a_wrong_token_never(self):
        code = self.server.code("ania")
        Phone(self.server.address, code.lower().replace("-", " "), "once")
        for tried in (code, "AAAA-AAAA-AA"):
            assert refusal(lambda tried=tried: Phone(self.server.address, tried, "twice")) == (403, "code_refused")
        stranger = copy.copy(self.ania)
        stranger.token = "0" * 43
        assert refusal(stranger.sync) == (401, "unauthenticated")

    def the_seals_of_all_numbers_are_those_of_the_book(self):
        for number in range(3):
            self.ania.set("site", str(uuid.uuid4()), {"category": keys("site_type"), "description": f"place {number}"})
        self.ania.sync()
        assert int(self.ania.tip.split(".")[0]) > 3 and self.ania.computed_tip() == self.ania.tip
        self.bartek.sync()
        assert self.bartek.computed_tip() == self.ania.tip

    def every_kind_of_the_book_is_taken_whole_in_one_push_and_again_without_effect(self):
        day = {"from_day": "2026-11-20", "to_day": "2099-01-01", "name": "Liczenie", "form": "homeless_count"}
        count = json.loads(self.server.lead("/v1/counts", day))["id"]
        self.ania.sync()
        self.records = {}
        for kind, event, fields, _ in kinds():
            if kind not in MAY_NOT:
                scope = f"count:{count}" if kind in OF_COUNT else None
                rec, form, _ = write_whole(self.ania, kind, event, fields, scope)
                self.records[rec] = (kind, form)
        before = self.ania.requests
        self.ania.sync()
        assert self.ania.requests == before + 1 and self.ania.verdicts == {}, self.ania.verdicts
        assert len(self.records) == 15 and self.ania.acked == len(self.ania.log)
        tip = self.ania.tip
        reply = self.ania.exchange(1, self.ania.log[:400])
        assert (reply["head"], reply["tip"], reply.get("verdicts", [])) == (self.ania.acked, tip, [])

    def another_phone_reads_the_same_byte_for_byte(self):
        self.bartek.sync()
        for rec, (kind, form) in self.records.items():
            assert self.bartek.show(rec) == form == self.ania.show(rec), kind
        page = json.dumps([entry["op"] for entry in self.bartek.held.values()], ensure_ascii=False)
        assert all(raw in page for raw in self.ania.log)

    def every_field_refuses_what_the_book_forbids_with_the_problem_it_names(self):
        expected, fit = {}, []
        for kind, event, fields, one_of in kinds():
            if kind in MAY_NOT:
                continue
            scope = f"area:{self.ania.areas[0]}"
            for name, _, do, problem in values(fields):
                form = {field: value for field, value, _, _ in values(fields, wrong=name)}
                body = form if event else {"set": {name: form[name]}} if do == "set" else {name: form[name]}
                op = self.ania.write(kind, str(uuid.uuid4()), "event" if event else do, body, scope)
                expected[int(op.split(":")[1])] = f"invalid: {name}: {problem}"
            if not event:
                continue
            needed = [name for name, _, _, needed in fields if needed]
            least = {name: value for name, value, _, _ in values(fields) if name in needed + one_of[:1]}
            fit.append(self.ania.write(kind, str(uuid.uuid4()), "event", least, scope))
            for name in needed + one_of[:1]:
                form = {field: value for field, value in least.items() if field != name}
                op = self.ania.write(kind, str(uuid.uuid4()), "event", form, scope)
                many = ", ".join(f'"{field}"' for field in one_of)
                problem = "Missing" if name in needed else f"MissingOneOf {{ fields: [{many}] }}"
                expected[int(op.split(":")[1])] = f"invalid: {name}: {problem}"
        self.ania.sync()
        wrong = {seq: (why, self.ania.verdicts.get(seq)) for seq, why in expected.items()
                 if self.ania.verdicts.get(seq) != ("quarantined", why)}
        assert len(expected) > 200 and not wrong, wrong
        refused = [told for op in fit if (told := self.ania.verdicts.get(int(op.split(":")[1])))]
        assert not refused, f"what is needed is enough: {refused}"

    def what_may_not_be_written_is_kept_aside_with_the_reason_of_the_book(self):
        ania, rec, other = self.ania, str(uuid.uuid4()), str(uuid.uuid4())
        contact = next(rec for rec, (kind, _) in self.records.items() if kind == "contact")
        rows = {
            "written_as_someone_else": ania.write("person", rec, "set", {"set": {"label": "x"}}, by=self.bartek.worker),
            "outside_own_areas": ania.write("person", rec, "set", {"set": {"label": "x"}}, f"area:{rec}"),
            "role_may_not_write_kind": ania.write("facility", other, "set", {"set": {"name": "x"}}, "org"),
            "only_the_server_may": ania.write("contact", contact, "erase", {}),
            "only_a_supervisor_may": ania.write("person", rec, "link", {"other": contact}),
            "other_kind": ania.write("person", contact, "set", {"set": {"label": "x"}}),
            "operation_too_large": ania.write("spaceship", rec, "land", {"x": "x" * 65536}),
            "malformed": ania.append('{"at":"zz"}'),
        }
        assert {why: self.refused(ania, op) for why, op in rows.items()} == {why: ("quarantined", why) for why in rows}
        aside = rows["role_may_not_write_kind"]
        self.server.lead(f"/v1/quarantine/{aside.replace(':', '/')}", {})
        for phone in (ania, self.bartek):
            phone.sync()
            stands = [entry["op"] for entry in phone.held.values() if entry["op"].get("for") == aside]
            assert [(op["rec"], op["by"]) for op in stands] == [(other, ania.worker)]
            assert phone.show(other) == {"name": "x"}
        seq = int(aside.split(":")[1])
        again = ania.exchange(seq, [ania.log[seq - 1]])["verdicts"]
        assert again == [{"seq": seq, "verdict": "quarantined", "reason": "role_may_not_write_kind"}]

    def what_is_unknown_is_passed_on(self):
        op = self.ania.write("spaceship", str(uuid.uuid4()), "land", {"on": "the moon"}, extra=[1])
        self.ania.sync()
        self.bartek.sync()
        assert json.dumps(self.bartek.held[op]["op"], ensure_ascii=False) == self.ania.log[-1]

    def who_saw_decides_and_who_did_not_see_stands_beside(self):
        ania, bartek, rec = self.ania, self.bartek, str(uuid.uuid4())
        ania.set("person", rec, {"label": "Zegar"}, subj=rec)
        added = ania.write("person", rec, "add", {"causes": [keys("cause")]}, subj=rec)
        ania.sync()
        bartek.sync()
        ania.set("person", rec, {"label": "Zegarek"})
        bartek.last = ania.last + (1 << 16)  # a moment later
        bartek.set("person", rec, {"label": "Zegarmistrz"})
        bartek.write("person", rec, "remove", {"causes": [{"value": keys("cause"), "saw": [added]}]})
        again = ania.write("person", rec, "add", {"causes": [keys("cause")]})
        for phone in (ania, bartek, ania):
            phone.sync()
        assert len(ania.fold(rec)[1]["label"].heads) == 2 and ania.show(rec) == bartek.show(rec)
        assert ania.show(rec) == {"label": "Zegarmistrz", "causes": [keys("cause")]}, "adds win"
        assert list(ania.fold(rec)[2].values())[0].heads.keys() == {again}
        ania.set("person", rec, {"label": "Zegar"})
        ania.sync()
        bartek.sync()
        assert len(bartek.fold(rec)[1]["label"].heads) == 1 and bartek.show(rec)["label"] == "Zegar"
        self.person = rec

    def an_order_to_erase_takes_a_person_and_all_that_tells_about_her(self):
        ania, bartek, rec = self.ania, self.bartek, self.person
        form = {"at": {"ms": NOW, "offset": 60}, "kind": "met", "person": rec, "note": "o zegarze"}
        contact = str(uuid.uuid4())
        ania.write("contact", contact, "event", form, subj=rec)
        ania.sync()
        bartek.sync()
        assert bartek.show(contact) == form
        self.server.lead(f"/v1/people/{rec}/erasure", {"fields": [], "reason": "asked", "confirm": "Zegar"})
        late = bartek.write("contact", str(uuid.uuid4()), "event", form, subj=rec)
        for phone in (ania, bartek):
            phone.sync()
            assert phone.erased > 0
            left = [entry["op"]["do"] for entry in phone.held.values() if entry["op"]["rec"] in (rec, contact)]
            assert left == ["erase"], f"nothing but the order itself, not {left}"
            assert not any(word in raw for raw in phone.log for word in ("Zegar", "zegarze"))
        assert self.refused(bartek, late) == ("suppressed", "erased")

    def a_picture_goes_in_pieces_from_where_it_broke_off_and_is_seen_by_a_colleague(self):
        picture = JPEG_HEAD + b"\x5a" * 599_000 + b"\xff\xd9"
        thumb = base64.b64encode(JPEG_HEAD + b"\xff\xd9").decode()
        site, name = str(uuid.uuid4()), blake3(picture).hexdigest()
        told = {"hash": name, "bytes": len(picture), "width": 1600, "height": 1200, "thumb": thumb, "taken": NOW}
        self.ania.write("site", site, "set", {"set": {"category": keys("site_type"), "description": "most"}})
        self.ania.write("site", site, "add", {"photos": [told]})
        self.ania.sync()
        path, octets = f"/v1/attachments/{site}/{name}", {"content_type": "application/octet-stream"}
        first = self.ania.ask(f"{path}/0", "PUT", picture[:262144], **octets)[1]
        assert json.loads(first) == {"held": 262144, "bytes": len(picture)}
        late = self.ania.ask(f"{path}/524288", "PUT", picture[524288:], **octets)[1]
        assert json.loads(late)["held"] == 262144, "a piece that is not the next one changes nothing"
        assert self.ania.send_picture(site, picture) == 2
        self.bartek.sync()
        assert self.bartek.show(site)["photos"] == [told]
        assert refusal(lambda: self.bartek.ask(path, "HEAD"))[0] == 404, "sent by who named it alone"
        assert self.bartek.ask(path, range="bytes=10-19")[1] == picture[10:20]
        assert self.bartek.ask(path)[1] == picture

    def a_copy_is_refused_as_a_fork_and_goes_on_as_another_device(self):
        self.ania.sync()
        other, one, two = copy.deepcopy(self.ania), str(uuid.uuid4()), str(uuid.uuid4())
        self.ania.set("outing", one, {"note": "the first"})
        other.set("outing", two, {"note": "the second"})
        first = other.log[-1]
        assert not self.ania.sync()
        assert refusal(lambda: other.exchange(other.acked + 1, [first])) == (409, "fork")
        assert other.sync(), "and is told so to the end"
        waiting = other.log[other.acked:]
        other.enrol(self.server.code("ania"))
        other.log, other.verdicts = [], {}
        other.begin_anew(other.epoch)
        other.listens = False
        for raw in waiting:
            other.append(raw)
        assert not other.sync()
        self.bartek.sync()
        for phone in (other, self.bartek):
            assert (phone.show(one)["note"], phone.show(two)["note"]) == ("the first", "the second")

    def a_first_sync_by_segments_reads_what_pages_give(self):
        for number in range(1100):
            self.ania.set("task", str(uuid.uuid4()), {"due": "2026-11-30", "what": f"number {number}"})
        self.ania.sync()
        pieces, pages = self.server.phone("bartek"), self.server.phone("bartek")
        pages.version = 1
        asked = []
        ask = pieces.ask
        pieces.ask = lambda path, *rest, **other: asked.append(path) or ask(path, *rest, **other)
        pieces.sync()
        pages.sync()
        assert any(path.startswith("/v1/segments/") for path in asked)
        of_counts = {name for name, entry in pieces.held.items() if entry["op"]["scope"].startswith("count:")}
        assert of_counts and pieces.held.keys() - of_counts == pages.held.keys() and len(pages.held) > 1100
        assert all(pieces.held[name]["op"] == entry["op"] for name, entry in pages.held.items())

    def a_restored_server_is_noticed_and_gets_back_what_phones_kept(self):
        backup, rec = self.folder / "backup.db", str(uuid.uuid4())
        self.server.run("backup", str(backup))
        self.ania.set("outing", rec, {"note": "after the backup"})
        self.ania.sync()
        before, log = self.ania.epoch, len(self.ania.log)
        self.server.stop()
        self.server = Server(self.folder / "restored")
        self.server.run("restore", str(backup))
        self.server.start()
        self.ania.server = self.bartek.server = self.server.address
        self.bartek.sync()
        assert self.bartek.show(rec) == {}, "the backup did not hold it"
        self.ania.sync()
        assert self.ania.epoch not in (None, before) and (self.ania.acked, len(self.ania.log)) == (log, log)
        self.bartek.sync()
        assert self.bartek.show(rec) == self.ania.show(rec) == {"note": "after the backup"}
        names = [name for name, entry in self.bartek.held.items() if entry["op"]["rec"] == rec]
        assert len(names) == 1, "once"


def refusal(deed):
    try:
        deed()
    except Refused as refused:
        return refused.status, refused.code
    return None


def main():
    folder, passed, failed = pathlib.Path(tempfile.mkdtemp()), 0, 0
    stories = Stories(folder)
    try:
        for name in [name for name, story in vars(Stories).items() if callable(story) and "_" in name.strip("_")]:
            began = time.monotonic()
            try:
                getattr(stories, name)()
                passed += 1
                print(f"ok      {name}, {time.monotonic() - began:.1f} s", flush=True)
            except Exception:
                failed += 1
                print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
    finally:
        stories.server.stop()
        shutil.rmtree(folder)
    print(f"\n{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
