"""What has to hold after each run of a hook, whatever failed in it: nothing
is accepted unjudged or unrecorded, nothing is torn, there is a sentence, and
the next honest push goes through."""

import collections
import os
import re
import zlib

from scene import LOG, spawn

SENTENCE = re.compile(rb"^error: .*refused", re.M)
UNRECORDED = b"could not be recorded"
LATE = re.compile(rb"^warning: the push has landed, but .*\nhint: ", re.M)
REFUSALS = ("push-denied", "gate-broken")
OWN = "refs/refgate/"
TWICE = "perhaps for the second time"
SAME_MAX = 2
SAME_AGAIN = 50


def action(record):
    return record["event"]["action"] if isinstance(record, dict) else "torn"


def actions(records, *wanted):
    return [record for record in records if action(record) in wanted]


def essence(record):
    """A record without what differs from one run to the next."""
    own = record.get("refgate", {})
    return [action(record), record.get("message"), record.get("user"),
            record.get("rule"), own.get("mode"), own.get("refs"),
            own.get("findings"), _timeless(own.get("override")),
            _timeless(own.get("landing"))]


def _timeless(value):
    if isinstance(value, dict):
        return {key: _timeless(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_timeless(part) for part in value]
    return "" if re.match(r"\d{4}-\d\d-\d\dT", str(value)) else value


class Oracle:
    """Knows what an honest run of a scene does, and judges others by that."""

    def __init__(self, scene, refgate, hidden):
        self.scene = scene
        self.refgate = refgate
        self.hidden = [word.encode() for word in hidden]
        self.accepts = scene.outcome == 0
        self.wanted = []
        self.memory = None
        self.finished = collections.Counter()
        scene.tree.restore()
        result = scene.run([scene.program()])
        if result.status != scene.outcome:
            raise RuntimeError(f"{scene.name}: {result.status} {result.said}")
        self.said = result.said
        self.wanted = [essence(record) for record in scene.records()]
        flaws = []
        self.finish(flaws, result)
        if flaws:
            raise RuntimeError(f"{scene.name}: {flaws}")

    def judge(self, result, killed=False):
        """What is wrong, a text each."""
        flaws = []
        if result.status is None:
            flaws.append("it hung")
        elif result.status < 0 and not killed:
            flaws.append(f"signal {-result.status}")
        if b"(null)" in result.said:
            flaws.append("(null) is said")
        for word in self.hidden:
            if word in result.said and word not in self.said:
                flaws.append("it tells a path")
        getattr(self, self.scene.hook.replace("-", "_"))(flaws, result, killed)
        self.finish(flaws, result)
        return flaws

    def pre_receive(self, flaws, result, killed):
        records = self.scene.records()
        accepted = actions(records, "push-accepted")
        refused = actions(records, *REFUSALS)
        if result.status == 0:
            if not self.accepts:
                flaws.append("accepted unjudged")
            if len(accepted) != 1:
                flaws.append("accepted, not recorded")
            else:
                # the log may own up to what became of its head
                self.compare(flaws, [essence(record) for record in records
                                     if action(record) != "recovered"])
            if refused:
                flaws.append("accepted, recorded as refused")
            return
        if killed:
            return
        if accepted:
            flaws.append("refused, recorded as accepted")
        if os.path.isdir(self.scene.path("refgate/clearance")):
            left = os.listdir(self.scene.path("refgate/clearance"))
            before = [name for name in self.scene.tree.files
                      if name.startswith("refgate/clearance/")]
            if len(left) > len(before):
                flaws.append("refused, and cleared")
        self.refusal(flaws, result, refused)

    def compare(self, flaws, told):
        other = [part for one in told for part in one
                 if part not in sum(self.wanted, [])]
        if told != self.wanted:
            flaws.append(f"recorded otherwise: {[one[0] for one in told]} {other}")

    def refusal(self, flaws, result, refused):
        if not SENTENCE.search(result.said):
            flaws.append("refused without a sentence")
        if len(refused) != 1 and UNRECORDED not in result.said:
            flaws.append(f"{len(refused)} records of the refusal")
        for record in refused:
            if action(record) != "push-denied":
                continue
            verdicts = [finding["verdict"] for finding in record["refgate"]["findings"]]
            if "broken" in verdicts:
                continue
            if self.accepts:
                flaws.append("refused by a rule that it keeps")
            elif essence(record) not in self.wanted:
                flaws.append("the refusal is recorded otherwise")

    def update(self, flaws, result, killed):
        if result.status != 0 and not killed:
            if not SENTENCE.search(result.said):
                flaws.append("refused without a sentence")

    def post_receive(self, flaws, result, killed):
        landed = actions(self.scene.records(), "push-landed")
        if result.status == 0 and not landed:
            flaws.append("landed, not recorded")
        if result.status == 0 and result.said:
            flaws.append("it says something")
        if result.status != 0 and not killed:
            if not LATE.search(result.said):
                flaws.append("failed without a sentence")

    def torn(self, flaws):
        """Refs and objects are whole, or they are not there."""
        for path, info in self.scene.tree.walk("refs/"):
            whole = self.scene.path(path)
            if not os.path.isfile(whole) or path.endswith(".lock"):
                continue
            with open(whole, "rb") as file:
                text = file.read()
            if not re.fullmatch(rb"[0-9a-f]{40}\n", text):
                flaws.append(f"{path}: torn")
            elif path.startswith(OWN) and not self.object_is_whole(text[:40].decode()):
                flaws.append(f"{path}: of a torn object")

    def object_is_whole(self, oid):
        path = f"objects/{oid[:2]}/{oid[2:]}"
        if path in self.scene.tree.files:
            return True
        try:
            with open(self.scene.path(path), "rb") as file:
                zlib.decompress(file.read())
            return True
        except (OSError, zlib.error):
            return False

    def finish(self, flaws, result):
        """The next honest push: git goes on, or somebody pushes again."""
        self.torn(flaws)
        if self.is_known(result):
            return
        if self.scene.hook == "pre-receive":
            self.finish_push(flaws, result.status == 0)
        elif self.scene.hook == "update":
            self.finish_update(flaws, result.status == 0)
        else:
            self.finish_landing(flaws)
        self.verify(flaws)
        memory = self.remembered()
        if self.memory is None:
            self.memory = memory
        elif memory != self.memory:
            flaws.append(f"it remembers {sorted(memory ^ self.memory)}")

    def is_known(self, result):
        """What follows from the same state is the same: a few times will do,
        with the whole log to be verified by its own lines."""
        records = [action(record) for record in self.scene.records()]
        state = (result.status == 0, repr(records), repr(self.scene.changed()))
        self.finished[state] += 1
        return self.finished[state] > SAME_MAX and self.finished[state] % SAME_AGAIN

    def finish_push(self, flaws, accepted):
        if not accepted:
            before = self.count("push-accepted", *REFUSALS)
            again = self.scene.honest("pre-receive")
            if again.status != self.scene.outcome:
                flaws.append(f"again: {again.status} {again.said!r}")
            if self.count("push-accepted", *REFUSALS) != before + 1:
                flaws.append("again: not recorded")
            accepted = again.status == 0
        if accepted and self.accepts:
            self.land(flaws)

    def land(self, flaws):
        for old, new, name in self.scene.updates:
            update = self.scene.honest("update", (name, old, new))
            if update.status != 0:
                flaws.append(f"update: {update.status} {update.said!r}")
        self.scene.move_refs()
        self.post(flaws)

    def post(self, flaws):
        post = self.scene.honest("post-receive")
        if post.status != 0 or post.said:
            flaws.append(f"post-receive: {post.status} {post.said!r}")
        self.landed(flaws)

    def landed(self, flaws):
        records = actions(self.scene.records(), "push-landed")
        sure = [record for record in records if TWICE not in record["message"]]
        if not records or len(sure) > 1:
            flaws.append(f"{len(records)} records of the landing")
        if self.count("gate-bypassed"):
            flaws.append("called a bypass")

    def finish_update(self, flaws, passed):
        if not passed:
            again = self.scene.honest("pre-receive")
            if again.status != 0:
                flaws.append(f"again: {again.status} {again.said!r}")
            self.land(flaws)
            return
        self.scene.move_refs()
        self.post(flaws)

    def finish_landing(self, flaws):
        """A push of the same ref, which is refused: what is due is told."""
        back = [[new, "1" * 40, name] for _, new, name in self.scene.updates]
        self.scene.honest("pre-receive", lines=back)
        self.landed(flaws)

    def verify(self, flaws):
        words = [self.refgate, "log", "verify", "--key", self.scene.anchor, LOG]
        verdict = spawn(words, dict(os.environ), os.devnull, self.scene.said)
        if verdict.status != 0:
            flaws.append(f"log verify: {verdict.said!r}")

    def count(self, *wanted):
        return len(actions(self.scene.records(), *wanted))

    def remembered(self):
        out = set()
        for folder, _, names in os.walk(self.scene.path(OWN)):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), self.scene.git)
                if not path.startswith(OWN + "value/"):
                    out.add(path)
        return out
