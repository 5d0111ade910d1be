"""A server in trouble: a disk that is full but for so many pages or files
(as root, who may mount a tmpfs), files that are something else, and limits."""

import errno
import os
import shutil
import subprocess
import tempfile

PAGE = 4096
PAGES = 40
FILES = 24
LOG = "refgate/audit.jsonl"
PLACES = [LOG, LOG + ".lock", LOG + ".head", "refgate/clearance",
          "refgate/landing", "refgate/taken", "refgate/values"]


class Replaced:
    """A folder is a file, or a file is a folder."""

    def __init__(self, scene, name):
        self.path = scene.path(name)
        self.away = self.path + ".away"

    def make(self):
        is_folder = os.path.isdir(self.path)
        if os.path.exists(self.path):
            os.rename(self.path, self.away)
        if is_folder:
            with open(self.path, "wb"):
                pass
        else:
            os.makedirs(self.path)

    def end(self):
        if os.path.isdir(self.path):
            shutil.rmtree(self.path)
        elif os.path.exists(self.path):
            os.unlink(self.path)
        if os.path.exists(self.away):
            os.rename(self.away, self.path)


class Full:
    """No room but for so many pages; no names but for so many files."""

    def __init__(self, mount, pages, files):
        self.ballast = os.path.join(mount, "ballast")
        self.pages = pages
        self.files = files

    def make(self):
        os.mkdir(self.ballast)
        info = os.statvfs(self.ballast)
        if self.files is not None:
            for number in range(info.f_ffree - self.files):
                os.symlink("x", os.path.join(self.ballast, str(number)))
            return
        with open(os.path.join(self.ballast, "room"), "wb") as file:
            room = (info.f_bfree - self.pages) * info.f_bsize
            try:
                os.posix_fallocate(file.fileno(), 0, room)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def end(self):
        shutil.rmtree(self.ballast)


def mounted(sweep):
    """A small file system with the scene in it; None: that may not be."""
    mount = tempfile.mkdtemp(dir=sweep.scratch)
    if os.getuid() or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=900", "refgate", mount],
            check=False, capture_output=True).returncode:
        os.rmdir(mount)
        return None
    return mount


def sweep(sweep):
    scene = sweep.scene
    for name in PLACES:
        sweep.run(f"{name} is something else", [scene.program()],
                  trouble=Replaced(scene, name))
    for blocks in range(4, 68, 4):
        sweep.run(f"no file may grow beyond {blocks} KiB",
                  ["prlimit", f"--fsize={blocks * 1024}", scene.program()])
    for count in range(8, 32):
        sweep.run(f"{count} open files", ["prlimit", f"--nofile={count}", scene.program()])
    mount = mounted(sweep)
    if not mount:
        print("# no disk to fill: not root, or nothing may be mounted")
        return
    try:
        scene.move(os.path.join(mount, "s.git"))
        for pages in range(PAGES):
            sweep.run(f"{pages} pages left", [scene.program()],
                      trouble=Full(mount, pages, None))
        for files in range(FILES):
            sweep.run(f"{files} files left", [scene.program()],
                      trouble=Full(mount, None, files))
    finally:
        subprocess.run(["umount", "-l", mount], check=True)
