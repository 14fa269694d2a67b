"""Files that are damaged at random, always in the same way for the same seed."""

import os

DAMAGED = int(os.environ.get("DAMAGED_FILES", "10"))
"""The number of damaged files of each format; `make test-all` tries 200."""


def damaged(whole, chance):
    """A file with its end cut off, bits flipped, bytes replaced, a part moved, or random bytes behind its beginning."""
    body = bytearray(whole)
    kind = chance.randrange(5)
    if kind == 0:
        del body[chance.randrange(1, len(body)) :]
    elif kind == 1:
        for _ in range(chance.choice([1, 20, 400])):
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        place = chance.randrange(len(body))
        body[place : place + 64] = chance.randbytes(64)
    elif kind == 3:
        first, second, size = chance.randrange(len(body)), chance.randrange(len(body)), chance.randrange(1, 512)
        body[first : first + size] = body[second : second + size]
    else:
        body[chance.randrange(8, 600) :] = chance.randbytes(len(body))
    return bytes(body)
