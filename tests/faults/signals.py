"""A signal comes at each system call of a hook: SIGKILL, and in turn the
others that may. What the hooks ignore changes nothing."""

from tracing import calls_of, tampered

OTHERS = ["TERM", "INT", "HUP", "ALRM", "PIPE", "XFSZ"]
IGNORED = ["PIPE", "XFSZ"]


def sweep(sweep):
    number = 0
    ignores = False
    for index, call in enumerate(calls_of(sweep)):
        for name in ["KILL", OTHERS[index % len(OTHERS)]]:
            number += 1
            if sweep.takes(number):
                sweep.run(f"SIG{name} at {call.line}",
                          tampered(sweep, call, "signal=" + name),
                          killed=name not in IGNORED or not ignores)
        ignores = ignores or call.line.startswith("rt_sigaction(SIGXFSZ")
