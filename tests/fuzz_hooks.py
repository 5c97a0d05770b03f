"""How the bodies of a sync are written: whatever was generated, as JSON compressed by zstd."""

import json

import schemathesis
import zstandard


@schemathesis.serializer("application/zstd")
def sync_body(_context, value):
    return zstandard.compress(json.dumps(value, default=repr).encode())
