"""Each system call of a hook fails once, with each error that it may have.
ENOENT is no fault: what is not there is an answer."""

import re

from tracing import calls_of, tampered

READING = "EIO EINTR ESTALE"
WRITING = "EIO EINTR ENOSPC EDQUOT"
LOOKING = "EIO EACCES ENOMEM ESTALE"
CHANGING = "EIO EACCES ENOSPC EDQUOT EROFS"
ERRORS = {
    "openat": "EIO EACCES EMFILE ENFILE ENOMEM EROFS ESTALE",
    "open": "EIO EACCES EMFILE ENFILE ENOMEM EROFS ESTALE",
    "read": READING, "pread64": READING, "getdents64": READING,
    "write": WRITING, "writev": WRITING, "pwrite64": WRITING,
    "fsync": "EIO ENOSPC", "fdatasync": "EIO ENOSPC",
    "sync_file_range": "EIO ENOSYS",
    "ftruncate": "EIO", "fallocate": "ENOSPC EIO", "lseek": "EIO",
    "fstat": LOOKING, "newfstatat": LOOKING, "lstat": LOOKING, "stat": LOOKING,
    "access": LOOKING, "faccessat2": LOOKING, "readlink": LOOKING,
    "getcwd": "ENOMEM EACCES",
    "mkdir": CHANGING, "rename": CHANGING, "renameat": CHANGING,
    "link": CHANGING, "unlink": CHANGING, "unlinkat": CHANGING,
    "rmdir": CHANGING, "chmod": "EPERM EROFS", "fchmod": "EPERM EIO",
    "utimensat": "EPERM EIO",
    "flock": "EINTR ENOLCK EIO", "fcntl": "ENOLCK EMFILE",
    "close": "EIO EINTR",
    "mmap": "ENOMEM ENFILE EACCES", "mprotect": "ENOMEM EACCES",
    "clone": "EAGAIN ENOMEM", "clone3": "EAGAIN ENOMEM",
    "vfork": "EAGAIN ENOMEM", "wait4": "ECHILD EINTR",
    "pipe2": "EMFILE ENFILE", "dup": "EMFILE", "dup2": "EBUSY EINTR",
    "memfd_create": "EMFILE ENOMEM",
    "socket": "EMFILE EACCES", "connect": "ECONNREFUSED EINTR EACCES",
    "sendto": "EIO ENOBUFS", "sendmsg": "EIO ENOBUFS",
    "getrandom": "EAGAIN ENOSYS", "uname": "EFAULT",
    "clock_nanosleep": "EINTR",
}


def closable(calls):
    """All but the ends of pipes: strace leaves open what it does not let be
    closed, as no kernel does, and who reads the other end (posix_spawn of
    musl) would wait for ever."""
    ends = set()
    for call in calls:
        if call.name == "pipe2":
            ends.update(re.findall(r"\d+", call.line.split("]")[0]))
        end = re.match(r"close\((\d+)\)", call.line)
        if end and end.group(1) in ends:
            ends.remove(end.group(1))
        else:
            yield call


def sweep(sweep):
    number = 0
    for call in closable(calls_of(sweep)):
        for error in ERRORS.get(call.name, "").split():
            number += 1
            if sweep.takes(number):
                sweep.run(f"{error} in {call.line}",
                          tampered(sweep, call, "error=" + error))
