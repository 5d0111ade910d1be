"""A receiver of syslog's datagrams for tests.

    syslogd.py SOCKET FILE    appends what comes, one datagram a line
    syslogd.py SOCKET -       takes nothing, and has no room left

Says "ready" on standard output. Ends when it is killed.
"""
import signal
import socket
import sys


def fill(path):
    sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sender.setblocking(False)
    sender.connect(path)
    try:
        while True:
            sender.send(b"x")
    except BlockingIOError:
        pass


def main():
    path, name = sys.argv[1:]
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind(path)
    if name == "-":
        fill(path)
    print("ready", flush=True)
    if name == "-":
        signal.pause()
    with open(name, "ab", buffering=0) as out:
        while True:
            out.write(receiver.recv(65536) + b"\n")


main()
