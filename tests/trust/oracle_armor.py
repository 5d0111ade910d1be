"""The text around a signature, taken off and put on again, with a checksum that
fits what is in it."""
import base64


def crc24(data):
    """RFC 4880, 6.1."""
    crc = 0xb704ce
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864cfb
    return crc & 0xffffff


def unarmor(armor):
    """First line, headers, bytes, whether there is a checksum, last line."""
    all_ = armor.splitlines()
    top, body, extra = all_[0], all_[1:-1], []
    if b"" in body:
        at = body.index(b"")
        extra, body = body[:at + 1], body[at + 1:]
    has_crc = body and body[-1][:1] == b"=" and len(body[-1]) == 5
    text = b"".join(body[:-1] if has_crc else body)
    return top, extra, base64.b64decode(text), has_crc, all_[-1]


def rearmor(parts, width=64, tail=b""):
    top, extra, data, has_crc, end = parts
    text = base64.b64encode(data) + tail
    body = [text[i:i + width] for i in range(0, len(text), width)]
    if has_crc:
        body.append(b"=" + base64.b64encode(crc24(data).to_bytes(3, "big")))
    return b"\n".join([top] + extra + body + [end]) + b"\n"
