"""Starts programs, one after the other and in turns, and says what they took:
medians, quartiles, and how sure a ratio is. Never looks at what they do."""

import os
import random
import statistics
import subprocess
import time
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
RESAMPLES = 500
WARM = 2
Took = namedtuple("Took", "seconds peak")  # and KiB


class Failed(Exception):
    """A program ended otherwise than it should."""


def compile_c(source, program):
    subprocess.run(["cc", "-std=c11", "-D_GNU_SOURCE", "-O2", "-o", program,
                    source], check=True)
    return program


class Launcher:
    """One small process that starts all others: see launch.c. With `by_cpu`
    seconds are those of processors, of all processes that were waited for:
    for a machine that does something else."""

    def __init__(self, work, by_cpu=False):
        self.by_cpu = by_cpu
        program = compile_c(os.path.join(HERE, "launch.c"),
                            os.path.join(work, "launch"))
        self.output = os.path.join(work, "output")
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def run(self, args, env, cwd="/", data="/dev/null", output=None,
            expect=0):
        """`data` is a file. What it says goes to `output`, or to a file
        that is shown if it does not end as `expect`ed."""
        words = [cwd, data, output or self.output, str(len(env))]
        words += ["%s=%s" % pair for pair in env.items()] + list(args)
        if any("\t" in word or "\n" in word for word in words):
            raise Failed("a blank that the launcher cannot pass on")
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            raise Failed("the launcher is gone: %s" % args[0])
        status, wall, cpu, peak = map(int, answer)
        if status != expect:
            raise Failed("%s ended with %d, not %d:\n%s" % (
                " ".join(args[:6]), status, expect, self.said()))
        return Took(cpu / 1e6 if self.by_cpu else wall / 1e9, peak)

    def said(self):
        with open(self.output, encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:]


class Samples:
    """Values by name, those of one round at one place."""

    def __init__(self, names):
        self.values = {name: [] for name in names}

    def add(self, name, value):
        self.values[name].append(value)

    def rounds(self):
        return max(len(values) for values in self.values.values())

    def medians(self):
        return {name: statistics.median(values)
                for name, values in self.values.items()}

    def resampled(self, chance):
        """Rounds drawn again, the same ones for all that took part in all
        of them; so what a slow moment did to a pair stays a pair."""
        rounds = self.rounds()
        drawn = [chance.randrange(rounds) for _ in range(rounds)]
        found = {}
        for name, values in self.values.items():
            some = len(values)
            found[name] = statistics.median(
                [values[n] for n in drawn] if some == rounds else
                [values[chance.randrange(some)] for _ in range(some)])
        return found

    def summary(self):
        """Of each: median, quartiles and how many."""
        found = {}
        for name, values in self.values.items():
            low = high = values[0]
            if len(values) > 1:
                low, _, high = statistics.quantiles(values, n=4)
            found[name] = {"median": statistics.median(values),
                           "quartiles": [low, high], "count": len(values)}
        return found


def estimate(samples, function):
    """What `function` makes of the medians, and the interval where 95 of 100
    resamplings have it."""
    chance = random.Random(1)
    value = function(samples.medians())
    again = sorted(function(samples.resampled(chance))
                   for _ in range(RESAMPLES))
    edge = RESAMPLES // 40
    return value, again[edge], again[-1 - edge]


def alternate(ways, seconds, least=7, most=200, seldom=(), warm=WARM):
    """Runs each of the `ways` (name -> callable that takes the number of the
    round and returns a value) in each round, until the time is over, each
    round in an order drawn at random: so none always comes behind the same
    other one. Those that are `seldom` take part in every eighth."""
    samples = Samples(ways)
    names = list(ways)
    chance = random.Random(1)
    begin = None
    number = 0
    while number < warm + most:
        if number == warm:
            begin = time.monotonic()
        done = number - warm
        if done >= least and time.monotonic() - begin > seconds:
            break
        for name in chance.sample(names, len(names)):
            if name in seldom and (number < warm or done % 8):
                continue
            value = ways[name](number)
            if number >= warm:
                samples.add(name, value)
        number += 1
    return samples


def fit(points):
    """Least squares: what it costs at all, and for each one."""
    mean_x = statistics.mean(x for x, _ in points)
    mean_y = statistics.mean(y for _, y in points)
    slope = (sum((x - mean_x) * (y - mean_y) for x, y in points) /
             sum((x - mean_x) ** 2 for x, _ in points))
    return mean_y - slope * mean_x, slope
