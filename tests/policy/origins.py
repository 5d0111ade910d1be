# Whether each line that `refgate policy show` prints stands where it says:
# origins.py <SHOWN. Its key, and the first word of its value, must be in that
# line of that file. Says which are not.
import re
import sys

# Keys that need not be written: the value may stand alone.
WHOLE = {"allow", "by", "files", "items", "level", "texts", "windows"}


def words(shown):
    """What must be found: the key, and the beginning of a value."""
    text = re.sub(r"^(- )+", "", shown.strip())
    key = re.match(r"([^\s'\"]+):(?: |$)", text)
    if key and key.group(1) not in WHOLE:
        yield key.group(1)
    value = text[key.end():] if key else text
    value = re.split(r"[\s'\"\\]", value.strip("'\""))[0]
    # Its last part: a path may have got its folder in front.
    yield value.rstrip("/").rpartition("/")[2]


def main():
    count = wrong = 0
    for line in sys.stdin.read().splitlines():
        shown, _, origin = line.rpartition("# ")
        path, _, number = origin.rpartition(":")
        if not path:
            continue
        with open(path, encoding="utf-8") as file:
            there = file.read().splitlines()[int(number) - 1]
        folded = re.search(r"([|>]-?|\\)$", there)
        count += 1
        for word in words(shown):
            if word not in there and not folded:
                print(f"{origin} has no {word!r}: {there.strip()}")
                wrong += 1
    print(count, "lines")
    sys.exit(wrong > 0 or count == 0)


main()
