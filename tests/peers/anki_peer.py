"""Anki's sync server and two of its clients, to be measured beside ours. Reads one JSON command a line, answers one.

push FORMS   the first client notes the forms down, then syncs; the seconds of the sync
pull         the second client syncs and gets them; the seconds of that
idle         the first client syncs with nothing to say; the seconds of that
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time

from anki.collection import Collection

FIELDS = ["at", "kind", "heads", "seen_sex", "seen_age", "phase", "initiated_by", "engagement", "needs", "note"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(folder):
    port = free_port()
    settings = {"SYNC_USER1": "anna:latarnia", "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "SYNC_BASE": folder}
    server = subprocess.Popen(
        [sys.executable, "-m", "anki.syncserver"],
        env={**os.environ, **settings, "RUST_LOG": "error", "MAX_SYNC_PAYLOAD_MEGS": "1000"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return server, f"http://127.0.0.1:{port}/"
        except OSError:
            continue
    raise SystemExit("the server did not start")


class Client:
    def __init__(self, path, endpoint):
        self.collection = Collection(path)
        self.auth = self.collection.sync_login("anna", "latarnia", endpoint)

    def full(self, upload):
        self.collection.close_for_full_sync()
        self.collection.full_upload_or_download(auth=self.auth, server_usn=None, upload=upload)
        self.collection.reopen(after_full_sync=True)

    def sync(self):
        began = time.monotonic()
        answer = self.collection.sync_collection(self.auth, False)
        took = time.monotonic() - began
        if answer.required != answer.NO_CHANGES:
            raise SystemExit(f"a full sync is required: {answer}")
        return took


def note_type(collection):
    model = collection.models.new("form")
    for name in FIELDS:
        collection.models.add_field(model, collection.models.new_field(name))
    template = collection.models.new_template("form")
    template["qfmt"], template["afmt"] = "{{at}}{{kind}}", "{{note}}"
    collection.models.add_template(model, template)
    collection.models.add(model)


def note_down(collection, forms):
    from anki.collection import AddNoteRequest

    model = collection.models.by_name("form")
    requests = []
    for form in forms:
        note = collection.new_note(model)
        note.fields = [json.dumps(form.get(name)) for name in FIELDS]
        requests.append(AddNoteRequest(note=note, deck_id=1))
    collection.add_notes(requests)


def main():
    with tempfile.TemporaryDirectory() as folder:
        server, endpoint = start_server(os.path.join(folder, "server"))
        try:
            writer = Client(os.path.join(folder, "writer.anki2"), endpoint)
            note_type(writer.collection)
            writer.full(upload=True)
            reader = Client(os.path.join(folder, "reader.anki2"), endpoint)
            reader.full(upload=False)
            print(json.dumps({"ready": True}), flush=True)
            for line in sys.stdin:
                command = json.loads(line)
                if command["do"] == "push":
                    note_down(writer.collection, command["forms"])
                    took = writer.sync()
                elif command["do"] == "pull":
                    took = reader.sync()
                    if reader.collection.note_count() != writer.collection.note_count():
                        raise SystemExit("the reader lacks notes")
                else:
                    took = writer.sync()
                print(json.dumps({"seconds": took}), flush=True)
        finally:
            server.kill()


main()
