#!/usr/bin/env python3
"""Pushes to a bare repository what git push never would.

Speaks protocol version 0 (gitprotocol-pack) with `git receive-pack DIR` over
pipes, prints every line the hooks say as "remote: ..." and the report as
"status: ...". Exits 0 if all was accepted, 1 if something was refused, 2 if
the conversation broke off, 3 after --hang-up. Never checks what it sends.

OLD and NEW may be "-" for the zero id. A ref name may hold any byte with
--raw-command, which sends the bytes as they are.
"""

import argparse
import os
import subprocess
import sys

ZERO = b"0" * 40
PKT_MAX = 65520
CAPABILITIES = "report-status side-band-64k"
EMPTY_PACK = bytes.fromhex(
    "5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e"
)
ACCEPTED, REFUSED, BROKEN, HUNG_UP = range(4)


class Broken(Exception):
    """The other side stopped talking, or talked nonsense."""


def packet(data):
    if len(data) + 4 > PKT_MAX:
        raise Broken("a packet of %d bytes is too long" % len(data))
    return b"%04x" % (len(data) + 4) + data


def read_exactly(stream, size):
    data = stream.read(size)
    if len(data) != size:
        raise Broken("the server hung up")
    return data


def read_packet(stream):
    """The data of a packet, None for a flush."""
    head = read_exactly(stream, 4)
    try:
        size = int(head, 16)
    except ValueError:
        raise Broken("not a packet: %r" % head) from None
    if size == 0:
        return None
    if size < 4:
        raise Broken("a packet of size %d" % size)
    return read_exactly(stream, size - 4)


def packets(stream):
    while True:
        data = read_packet(stream)
        if data is None:
            return
        yield data


def show(prefix, text):
    sys.stdout.write(prefix + text.decode("utf-8", "backslashreplace") + "\n")


class Lines:
    """Joins pieces of a band and shows whole lines."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.rest = b""

    def add(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            show(self.prefix, line)

    def finish(self):
        if self.rest:
            self.add(b"\n")


def demultiplex(stream):
    """Shows band 2 and 3, returns band 1."""
    report, remote, fatal = b"", Lines("remote: "), Lines("fatal: ")
    try:
        for data in packets(stream):
            band, text = data[:1], data[1:]
            if band == b"\x01":
                report += text
            elif band == b"\x02":
                remote.add(text)
            elif band == b"\x03":
                fatal.add(text)
            else:
                raise Broken("no such band: %r" % band)
    finally:
        remote.finish()
        fatal.finish()
    return report


def split_packets(data):
    lines = []
    while data:
        size = int(data[:4], 16)
        if size == 0:
            break
        lines.append(data[4:size])
        data = data[size:]
    return lines


def judge(report):
    if not report:
        raise Broken("no report")
    status = ACCEPTED
    for line in report:
        line = line.rstrip(b"\n")
        show("status: ", line)
        if line != b"unpack ok" and not line.startswith(b"ok "):
            status = REFUSED
    return status


def command(text):
    words = text.encode().split(b" ", 2)
    if len(words) != 3:
        raise argparse.ArgumentTypeError("not OLD NEW REF: %r" % text)
    return b" ".join([ZERO if w == b"-" else w for w in words[:2]] + words[2:])


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("dir", help="the bare repository")
    add = parser.add_argument
    add("--command", dest="commands", action="append", type=command,
        default=[], metavar="'OLD NEW REF'")
    add("--raw-command", dest="commands", action="append", type=bytes.fromhex,
        metavar="HEX", help="a whole command line")
    add("--shallow", action="append", default=[], metavar="OID")
    add("--option", dest="options", action="append", type=os.fsencode,
        default=[], metavar="TEXT", help="a push option")
    add("--option-hex", dest="options", action="append", type=bytes.fromhex,
        metavar="HEX")
    add("--pack", metavar="FILE")
    add("--empty-pack", action="store_true",
        help="a pack of no objects: the server has them all")
    add("--atomic", action="store_true")
    add("--capabilities", metavar="TEXT", help="instead of the usual ones")
    add("--hang-up", action="store_true",
        help="close both pipes once the pack is sent; a hook that prints\n"
             "may die of it")
    return parser.parse_args()


def capabilities(args):
    if args.capabilities is not None:
        return args.capabilities
    more = " atomic" if args.atomic else ""
    return CAPABILITIES + more + (" push-options" if args.options else "")


def request(args, caps):
    parts = [packet(b"shallow " + os.fsencode(o)) for o in args.shallow]
    for index, line in enumerate(args.commands):
        tail = b"\0" + caps.encode() if index == 0 else b""
        parts.append(packet(line + tail))
    parts.append(b"0000")
    if "push-options" in caps.split():
        parts += [packet(option) for option in args.options] + [b"0000"]
    return b"".join(parts)


def pack(args):
    if args.pack is None:
        return EMPTY_PACK if args.empty_pack else b""
    with open(args.pack, "rb") as stream:
        return stream.read()


def send(stream, data):
    """A server that hangs up early may still have said why."""
    try:
        stream.write(data)
        stream.flush()
        return True
    except BrokenPipeError:
        return False


def close(stream):
    try:
        stream.close()
    except BrokenPipeError:
        pass


def converse(server, args):
    for _ in packets(server.stdout):
        pass
    caps = capabilities(args)
    send(server.stdin, request(args, caps) + pack(args))
    close(server.stdin)
    if args.hang_up:
        server.stdout.close()
        return HUNG_UP
    if "side-band-64k" in caps.split():
        report = split_packets(demultiplex(server.stdout))
    else:
        report = list(packets(server.stdout))
    if "report-status" not in caps.split():
        return ACCEPTED
    return judge(report)


def main():
    args = arguments()
    server = subprocess.Popen(
        ["git", "receive-pack", args.dir],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )
    try:
        status = converse(server, args)
    except Broken as reason:
        print("broken: %s" % reason)
        status = BROKEN
    sys.stdout.flush()
    close(server.stdin)
    server.stdout.close()
    server.wait()
    return status


if __name__ == "__main__":
    sys.exit(main())
