"""What a key's signature must come to, and how it is made: the rows of which
oracle.py makes commits and tags."""
import os
import subprocess
import time

DAY = 24 * 3600
MANY = 10**9


class Case:
    """`states` are refgate-verify's words for it (None: not told here),
    `signer` what it must say (None: not told). `sign` makes armors of
    payloads. `time_` is the commit's: seconds from now, since 1970 if they
    are many, or None for 1970 itself."""

    def __init__(self, name, format_, states, sign, signer=None, time_=-3600,
                 world="main"):
        self.name, self.format, self.sign = name, format_, sign
        self.states = [states] if isinstance(states, str) else states
        self.signer, self.world = signer, world
        self.time = time_ or 0
        if time_ is not None and time_ < MANY:
            self.time += int(time.time())
        # All of its signatures are good: worth many mutations.
        self.good = self.states == ["good"]


def run(*args, data=None, env=None, check=True):
    """Standard output of a program, as bytes."""
    done = subprocess.run(args, input=data, env=env, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check and done.returncode:
        raise RuntimeError("%s: %s" % (" ".join(args), done.stderr.decode()))
    return done.stdout


def put_file(path, data):
    mode = "wb" if isinstance(data, bytes) else "w"
    with open(path, mode) as file:
        file.write(data)
    return path


def get_file(path):
    with open(path, "rb") as file:
        return file.read()


def stamp(seconds):
    """As allowed_signers and ssh-keygen -V have times, in UTC."""
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds))


class Files:
    """Payloads as files, for programs that sign files."""

    def __init__(self, directory):
        self.directory = directory
        self.count = 0

    def add(self, payload):
        self.count += 1
        path = os.path.join(self.directory, "payload%d" % self.count)
        return put_file(path, payload)
