#!/usr/bin/env python3
"""Pushes a branch with dulwich and prints what the server lets it know: its
text, then "ok REF" or "ng REF REASON". dulwich-push.py CLONE URL BRANCH REF.
Ends with 0, or 1 when the ref was refused."""

import sys

from dulwich.client import get_transport_and_path
from dulwich.repo import Repo


def tell(text):
    sys.stdout.buffer.write(text)


clone, url, branch, name = sys.argv[1:]
repository = Repo(clone)
tip = repository.refs[b"refs/heads/" + branch.encode()]
client, path = get_transport_and_path(url)
result = client.send_pack(
    path,
    lambda refs: {name.encode(): tip},
    repository.generate_pack_data,
    progress=tell,
)
refused = False
for ref, reason in (result.ref_status or {}).items():
    refused = refused or reason is not None
    print("ng" if reason else "ok", ref.decode(), reason or "")
sys.exit(refused)
