"""A second client, written from docs/SYNC.md and docs/FIELDS.md and from nothing else. It keeps its log in memory."""

import json
import time
import urllib.error
import urllib.request
import uuid

import zstandard
from blake3 import blake3

PIECE = 262144  # section 13, and a sensible step for segments


class Refused(Exception):
    """An answer that is no 200: section 5, refusals."""

    def __init__(self, status, code):
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


def call(url, method="GET", body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        text = error.read()
        raise Refused(error.code, json.loads(text)["error"]["code"] if text else "") from error


def seal(before, device, seq, effective):
    """Section 6: the seal of one number."""
    line = before + uuid.UUID(device).bytes + seq.to_bytes(8, "big") + int(effective, 16).to_bytes(8, "big")
    return blake3(line).digest()[:8]


class Cell:
    """Section 3: the writes nobody has replaced."""

    def __init__(self):
        self.heads, self.replaced = {}, set()

    def replace(self, saw):
        self.replaced |= set(saw)
        self.heads = {op: write for op, write in self.heads.items() if op not in self.replaced}

    def write(self, op, at, value, saw=()):
        self.replace(saw)
        if op not in self.replaced:
            self.heads[op] = (at, value)

    def value(self):
        order = {op: (at, op.split(":")[0], int(op.split(":")[1])) for op, (at, _) in self.heads.items()}
        return self.heads[max(order, key=order.get)][1] if order else None


class Phone:
    def __init__(self, server, code, name):
        self.server, self.name = server, name
        told = self.enrol(code)
        self.worker, self.areas = told["worker"]["id"], told["areas"]
        self.log = []  # the bytes of our own operations, in their order
        self.last = 0  # the newest hybrid time we gave
        self.held = {}  # "device:seq" -> {"n", "e", "op"}
        self.version, self.requests = 2, 0  # section 12
        self.begin_anew(None)
        self.listens = False

    def enrol(self, code):
        wish = {"code": code, "device_name": self.name, "app_version": "second"}
        headers = {"content-type": "application/json"}
        told = json.loads(call(f"{self.server}/v1/enrol", "POST", json.dumps(wish).encode(), headers)[1])
        self.device, self.token = told["device"], told["token"]
        return told

    def ask(self, path, method="GET", body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(self.server + path, method, body, {"authorization": f"Bearer {self.token}", **headers})

    # Writing: section 2.

    def write(self, kind, rec, do, body, scope=None, subj=None, **other):
        self.last = max(self.last + 1, int(time.time() * 1000) << 16)
        op = {"at": f"{self.last:016x}", "by": self.worker, "rec": rec, "kind": kind, "v": 1, "do": do, "body": body,
              "scope": scope or f"area:{self.areas[0]}", **({"subj": subj} if subj else {}), **other}
        return self.append(json.dumps(op, ensure_ascii=False))

    def append(self, raw):
        self.log.append(raw)
        return f"{self.device}:{len(self.log)}"

    def set(self, kind, rec, fields, **other):
        """Sets fields of a living record, and says which versions of each it saw."""
        cells = self.fold(rec)[1]
        saw = {name: sorted(cells[name].heads) for name in fields if name in cells and cells[name].heads}
        return self.write(kind, rec, "set", {"set": fields, "saw": saw}, **other)

    # The exchange: section 5.

    def sync(self):
        """Syncs until nothing waits and nothing is new. True if another phone writes under our name: section 10."""
        most = 500
        while True:
            first = self.acked + 1
            ops, size = [], 0
            for raw in [] if self.listens else self.log[self.acked:self.acked + most]:
                size += len(raw.encode())
                if ops and size > 256 * 1024:
                    break
                ops.append(raw)
            try:
                reply = self.exchange(first, ops)
            except Refused as refused:
                if refused.code != "fork":
                    raise
                if len(ops) == 1:
                    return True
                most = len(ops) // 2
                continue
            more = self.take(reply, first, ops)
            if more is None:
                return True
            if not more and not self.fetch_segments():
                return False

    def exchange(self, first, ops):
        self.requests += 1
        request = {"proto": self.version, "now": int(time.time() * 1000), "first": first, "cursors": self.cursors,
                   "erased": self.erased, "filling": self.filling, "whole": self.whole,
                   **({"epoch": self.epoch} if self.epoch else {}), **({"tip": self.tip} if self.tip else {})}
        # The bytes of an operation stay what they were.
        text = json.dumps(request)[:-1] + ',"ops":[' + ",".join(ops) + "]}"
        packed = zstandard.ZstdCompressor().compress(text.encode())
        answer = self.ask("/v1/sync", "POST", packed, content_type="application/zstd")[1]
        return self.unpack(answer)

    @staticmethod
    def unpack(packed):
        return json.loads(zstandard.ZstdDecompressor().decompressobj().decompress(packed))

    def begin_anew(self, epoch):
        """Section 6: what was written stays, what was said of it goes."""
        self.epoch, self.tip, self.acked, self.erased = epoch, None, 0, 0
        self.cursors, self.filling, self.plans, self.verdicts = {}, {}, {}, {}
        self.listens, self.whole, self.seals = True, False, {0: bytes(8)}
        for entry in self.held.values():
            entry["n"] = None

    def take(self, reply, first, ops):
        """Carries a reply out, in the order of section 5. True if there is more to ask, None if we are a copy."""
        before, last = self.acked, first + len(ops) - 1
        devices, page = reply.get("devices", []), reply.get("ops", [])
        if (self.epoch and self.epoch != reply["epoch"]) or reply.get("went_back") or reply["head"] < before:
            self.begin_anew(reply["epoch"])
            return True
        if self.listens:
            self.erase(reply)
            self.listens = bool(reply.get("erase"))
            return True
        beyond = any(one["s"] > reply["head"] and devices[one["d"]] == self.device for one in page)
        self.acked = min(reply["head"], last)
        self.verdicts |= {one["seq"]: (one["verdict"], one["reason"]) for one in reply.get("verdicts", [])}
        if reply["head"] > last or beyond:
            return None if len(self.log) == self.acked else self.acked > before or not ops
        self.epoch, self.lease_days = reply["epoch"], reply["lease_days"]
        self.erase(reply)
        self.tip = reply.get("tip")
        for scope, records in reply.get("gone", {}).items():
            self.let_go(lambda op, left=scope, gone=records: op["rec"] in gone and self.scope(op["rec"]) == left)
        lacking = [self.receive(one, devices) for one in page].count(False)
        fill = reply.get("fill", {})
        lost = {*self.cursors, *self.filling} - {*reply["cursors"], *fill}
        if lost:
            self.let_go(lambda op: self.scope(op["rec"]) in lost)
        self.plans = fill
        self.filling = {scope: self.filling.get(scope, plan["pinned"]) for scope, plan in fill.items()}
        self.cursors = dict.fromkeys(reply["cursors"], 0) if lacking else reply["cursors"]
        self.whole = bool(lacking) or (self.whole and reply["more"])
        # A push that moved nothing is left to the next sync.
        waits = len(self.log) > self.acked and (self.acked > before or not ops)
        return bool(lacking) or reply["more"] or waits

    def receive(self, one, devices):
        """False if it is our own and we do not have it any more."""
        device = devices[one["d"]]
        name = f"{device}:{one['s']}"
        op = one.get("op") or self.held.get(name, {}).get("op")
        if op is None and device == self.device:
            op = json.loads(self.log[one["s"] - 1])
        if op is None:
            return False
        self.held[name] = {"n": one["n"], "e": one["e"], "op": op}
        return True

    def erase(self, reply):
        for order in reply.get("erase", []):
            fields, rec = set(order.get("fields", [])), order["rec"]
            if not fields:
                self.let_go(lambda op, gone=rec: gone in json.dumps(op))
                # Section 10: what we do not have any more goes as `null`.
                self.log = [raw if rec not in raw else "null" for raw in self.log]
            for op in [entry["op"] for entry in self.held.values() if entry["op"]["rec"] == rec]:
                for form in (op["body"], op["body"].get("set", {}), op["body"].get("form", {})):
                    for name in fields & form.keys():
                        del form[name]
            self.erased = order["n"]

    def let_go(self, leaves):
        self.held = {name: entry for name, entry in self.held.items() if not leaves(entry["op"])}

    def fetch_segments(self):
        """Section 8. True if something came, or if the plan is not what it was."""
        try:
            return self.fill()
        except Refused as refused:
            self.voided = getattr(self, "voided", 0) + 1
            if refused.status != 404 or self.voided > 8:
                raise
            return True

    def fill(self):
        for scope, plan in self.plans.items():
            for piece in plan["segments"]:
                packed = b""
                while len(packed) < piece["length"]:
                    until = min(len(packed) + PIECE, piece["length"]) - 1
                    packed += self.ask(f"/v1/segments/{piece['hash']}", range=f"bytes={len(packed)}-{until}")[1]
                assert blake3(packed).hexdigest() == piece["hash"], "a segment has the hash it is named by"
                segment = self.unpack(packed)
                for one in segment["ops"]:
                    self.receive(one, segment["devices"])
            self.cursors[scope] = self.filling.pop(scope)
        came, self.plans = bool(self.plans), {}
        return came

    def send_picture(self, record, bytes_):
        """Section 13: the pieces the server lacks. Returns how many there were."""
        path, sent = f"/v1/attachments/{record}/{blake3(bytes_).hexdigest()}", 0
        held = int(self.ask(path, "HEAD")[0]["upload-offset"])
        while held < len(bytes_):
            piece = bytes_[held:held + PIECE]
            told = self.ask(f"{path}/{held}", "PUT", piece, content_type="application/octet-stream")[1]
            held, sent = json.loads(told)["held"], sent + 1
        return sent

    # Reading: section 3.

    def operations(self, rec):
        """What is known of a record: the base by the server's times, what waits by our own."""
        waiting = ((f"{self.device}:{seq}", json.loads(self.log[seq - 1]))
                   for seq in range(1, len(self.log) + 1) if seq not in self.verdicts)
        ops = {name: (entry["e"], entry["op"]) for name, entry in self.held.items() if entry["op"]["rec"] == rec}
        for name, op in waiting:
            if op and op["rec"] == rec and int(name.split(":")[1]) > self.acked:
                ops.setdefault(name, (op["at"], op))
        return ops

    def fold(self, rec):
        form, fields, sets = Cell(), {}, {}
        for name, (at, op) in self.operations(rec).items():
            body = op.get("body")
            if op["do"] == "event":
                form.write(name, at, body)
            elif op["do"] == "amend":
                form.write(name, at, body["form"], body["saw"])
            elif op["do"] == "set":
                for field, value in body["set"].items():
                    fields.setdefault(field, Cell()).write(name, at, value, body.get("saw", {}).get(field, ()))
            elif op["do"] in ("add", "remove"):
                for field, values in body.items():
                    for value in values:
                        gone = op["do"] == "remove"
                        key = (field, json.dumps(value["value"] if gone else value, sort_keys=True))
                        cell = sets.setdefault(key, Cell())
                        cell.replace(value["saw"]) if gone else cell.write(name, at, None)
        return form, fields, sets

    def show(self, rec):
        """What the record says, however it was written."""
        form, fields, sets = self.fold(rec)
        told = dict(form.value() or {})
        told |= {name: cell.value() for name, cell in fields.items() if cell.value() is not None}
        for (field, value), cell in sorted(sets.items()):
            if cell.heads:
                told.setdefault(field, []).append(json.loads(value))
        return told

    def scope(self, rec):
        """Where the record is: where its first operation put it, or its newest move."""
        ops = sorted((at, name, op) for name, (at, op) in self.operations(rec).items())
        moves = [op["body"]["scope"] for _, _, op in ops if op["do"] == "move"]
        return moves[-1] if moves else ops[0][2]["scope"]

    def computed_tip(self):
        """The seal of all numbers up to the newest, if we hold every one; section 6."""
        for name, entry in sorted(self.held.items(), key=lambda item: item[1]["n"] or 0):
            number, (device, seq) = entry["n"], name.split(":")
            if number and number - 1 in self.seals:
                self.seals[number] = seal(self.seals[number - 1], device, int(seq), entry["e"])
        newest = max(self.seals)
        return f"{newest}.{self.seals[newest].hex()}"
