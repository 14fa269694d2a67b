"""Compound files (MS-CFB) and DOC files of single structures, made for the tests."""

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_SMALLEST = 4096  # smaller streams would be in the mini stream


def a_compound(**streams):
    """A compound file of streams; each is padded to 4096 bytes."""
    bodies = {name.replace("_", " "): body.ljust(_SMALLEST, b"\0") for name, body in streams.items()}
    fat = [_FAT]
    data = b""
    places = []
    for body in bodies.values():
        first = len(fat)
        count = -(-len(body) // _SECTOR)
        fat += [*range(first + 1, first + count), _END]
        data += body.ljust(count * _SECTOR, b"\0")
        places.append((first, len(body)))
    directory = len(fat)
    entries = [_entry("Root Entry", 5, 1 if bodies else _FREE, _END, 0)]
    for place, (name, (first, size)) in enumerate(zip(bodies, places, strict=True), 1):
        entries.append(_entry(name, 2, _FREE, first, size, right=place + 1 if place < len(bodies) else _FREE))
    listed = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    fat += [*range(directory + 1, directory + len(listed) // _SECTOR), _END]
    fat += [_FREE] * (128 - len(fat))
    assert len(fat) == 128, "the file needs one sector of FAT"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, _SMALLEST, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + struct.pack("<128I", *fat) + data + listed


def _entry(name, kind, child, first, size, right=_FREE):
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)


def a_doc(*pieces, flags=0x0200, language=0x0804, version=0xC1):
    """A DOC of pieces of text: bytes are 8-bit, a string is UTF-16. It has no properties of paragraphs."""
    text = b""
    positions = [0]
    places = []
    for piece in pieces:
        wide = isinstance(piece, str)
        raw = piece.encode("utf-16-le") if wide else piece
        offset = 0x800 + len(text)
        places.append(offset if wide else 2 * offset | 1 << 30)
        positions.append(positions[-1] + (len(raw) // 2 if wide else len(raw)))
        text += raw
    table = struct.pack(f"<{len(positions)}I", *positions)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x02" + struct.pack("<I", len(table)) + table
    head = _fib(version, language, flags)
    struct.pack_into("<I", head, 0x4C, positions[-1])
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    return a_compound(WordDocument=bytes(head) + text, **{"1Table": clx})


def an_old_doc(text, language=0x0804, flags=0):
    """A DOC of Word 95, whose text is 8-bit."""
    head = _fib(104, language, flags)
    struct.pack_into("<II", head, 0x18, 0x800, 0x800 + len(text))
    struct.pack_into("<I", head, 0x34, len(text))
    return a_compound(WordDocument=bytes(head) + text)


def _fib(version, language, flags):
    head = bytearray(0x800)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, version, 0, language, 0, flags)
    return head
