"""QR symbols (ISO/IEC 18004) at speed: 20,000 a second of what ``qrcode`` makes 500 of.

Once version, level and mask pattern are fixed, a symbol is an affine function of its data: the modules are those for
data of noughts, exclusive-or what each bit of data changes, its error correction included. So each version is worked
out once, with ``qrcode`` as the authority on where things lie.
"""

import re
from dataclasses import dataclass
from functools import cache, reduce
from operator import getitem, xor

from qrcode import base
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from meeting.documents.errors import TextTooLong

MASK_PATTERN = 4
LAST_VERSION = 40
TIMING = 6  # the column of the timing pattern
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
PLAIN = re.compile(f"[{re.escape(ALPHABET)}]*")
_LOG = [0, *(base.glog(value) for value in range(1, 256))]  # in the field of 256 elements
_EXP = [base.gexp(exponent % 255) for exponent in range(512)]
VALUES = bytes(max(0, ALPHABET.find(chr(code))) for code in range(256))
ALPHANUMERIC, BYTES = 0b0010, 0b0100  # mode indicators
PADDING = b"\xec\x11"


@dataclass(frozen=True, slots=True)
class Version:
    """What one version needs: a number's bits are the modules, row by row, each row padded to whole bytes."""

    number: int
    size: int
    capacity: int  # data bytes
    blank: int  # the symbol for data of noughts
    changes: tuple["Changes", ...]  # of each data byte

    def mask(self, data: bytes) -> bytes:
        """The symbol of these data bytes, 1 for black."""
        modules = reduce(xor, map(getitem, self.changes, data), self.blank)
        return modules.to_bytes(self.size * ((self.size + 7) // 8), "big")


class Changes(dict[int, int]):
    """What each value of one data byte changes, from what each of its bits does; kept once it is worked out."""

    def __init__(self, bits: list[int]) -> None:
        super().__init__()
        self._bits = bits

    def __missing__(self, byte: int) -> int:
        change = self[byte] = reduce(xor, (self._bits[bit] for bit in range(8) if byte >> bit & 1), 0)
        return change


def symbol(text: str) -> tuple[Version, bytes]:
    """The smallest version that holds a text, and its data bytes. Raises TextTooLong beyond version 40."""
    plain = PLAIN.fullmatch(text) is not None
    content = text.encode("ascii").translate(VALUES) if plain else text.encode()
    number = _smallest(plain, len(content))
    if not number:
        raise TextTooLong(text=text)
    bits = (ALPHANUMERIC if plain else BYTES) << _count_bits(plain, number) | len(content)
    if plain:
        for first, second in zip(content[::2], content[1::2], strict=False):
            bits = bits << 11 | first * 45 + second
        if len(content) % 2:
            bits = bits << 6 | content[-1]
    else:
        bits = bits << 8 * len(content) | int.from_bytes(content, "big")
    return version(number), _padded(bits, _length(plain, number, len(content)), _capacity(number))


@cache
def _smallest(plain: bool, count: int) -> int:
    """The smallest version that holds so many characters or bytes; 0 if none does."""
    for number in range(1, LAST_VERSION + 1):
        if _length(plain, number, count) <= _capacity(number) * 8:
            return number
    return 0


def _count_bits(plain: bool, number: int) -> int:
    """How many bits say how much there is (7.4.1, table 3)."""
    if plain:
        return 9 if number < 10 else 11 if number < 27 else 13
    return 8 if number < 10 else 16


def _length(plain: bool, number: int, count: int) -> int:
    """How many bits mode, count and characters take (7.4)."""
    return 4 + _count_bits(plain, number) + (count // 2 * 11 + count % 2 * 6 if plain else 8 * count)


def _padded(bits: int, length: int, capacity: int) -> bytes:
    """The data bytes: terminator, then the padding bytes in turn (7.4.9, 7.4.10)."""
    terminator = min(4, capacity * 8 - length)
    length += terminator
    fill = -length % 8
    data = (bits << terminator + fill).to_bytes((length + fill) // 8, "big")
    missing = capacity - len(data)
    return data + (PADDING * (missing // 2 + 1))[:missing]


@cache
def _capacity(number: int) -> int:
    return sum(block.data_count for block in base.rs_blocks(number, ERROR_CORRECT_M))


@cache
def version(number: int) -> Version:
    """Work out one version (some 6 ms for those in use)."""
    blocks = base.rs_blocks(number, ERROR_CORRECT_M)
    size = 17 + 4 * number
    places = _places(number, size, sum(block.total_count for block in blocks))
    order = _order([block.data_count for block in blocks])
    corrections = _order([block.total_count - block.data_count for block in blocks])
    first_correction = sum(block.data_count for block in blocks)
    found = []
    for block_number, block in enumerate(blocks):
        count = block.total_count - block.data_count
        halves = [_halves(places[first_correction + corrections[block_number, index]]) for index in range(count)]
        for position, remainder in enumerate(_remainders(block.data_count, count)):
            changes = list(places[order[block_number, position]])
            for bit in range(8):
                for factor, (low, high) in zip(remainder, halves, strict=True):
                    product = _EXP[_LOG[factor] + bit] if factor else 0  # of the factor and 1 << bit
                    changes[bit] ^= low[product & 15] ^ high[product >> 4]
            found.append(Changes(changes))
    return Version(number, size, _capacity(number), _drawn(number, bytes(len(places))), tuple(found))


def _halves(bits: list[int]) -> tuple[list[int], list[int]]:
    """What each value of a byte's lower and of its upper half changes, from what each of its bits does."""
    low, high = [0], [0]
    for bit in range(4):
        low += [before ^ bits[bit] for before in low]
        high += [before ^ bits[bit + 4] for before in high]
    return low, high


def _order(counts: list[int]) -> dict[tuple[int, int], int]:
    """Where each byte of each block stands once the blocks are interleaved (7.6)."""
    turns = [
        (block, position) for position in range(max(counts)) for block in range(len(counts)) if position < counts[block]
    ]
    return {turn: index for index, turn in enumerate(turns)}


def _remainders(data_count: int, correction_count: int) -> list[list[int]]:
    """What a 1 in each data byte adds to each correction byte: powers of x modulo the generator (7.5.2)."""
    generator = [1]
    for exponent in range(correction_count):
        root = base.gexp(exponent)
        shifted = [*generator, 0]
        for index, coefficient in enumerate(generator):
            shifted[index + 1] ^= _times(coefficient, root)
        generator = shifted
    tail = generator[1:]
    remainder = list(tail)
    found = [remainder]
    for _ in range(data_count - 1):
        lead, *rest = remainder
        remainder = [part ^ _times(lead, factor) for part, factor in zip([*rest, 0], tail, strict=True)]
        found.append(remainder)
    return found[::-1]


def _times(one: int, other: int) -> int:
    """The product in the field of 256 elements."""
    return _EXP[_LOG[one] + _LOG[other]] if one and other else 0


def _drawn(number: int, codewords: bytes) -> int:
    """The modules that ``qrcode`` draws for these codewords, as one number."""
    code: QRCode = QRCode(version=number, error_correction=ERROR_CORRECT_M, mask_pattern=MASK_PATTERN)
    code.data_cache = list(codewords)
    code.makeImpl(False, MASK_PATTERN)
    padding = "0" * (-code.modules_count % 8)
    rows = ("".join("1" if module else "0" for module in row) + padding for row in code.modules)
    return int("".join(rows), 2)


def _places(number: int, size: int, count: int) -> list[list[int]]:
    """For each codeword and bit, the module it lies in, as a number with that one bit set.

    Which modules carry data is seen from a drawing; they are filled by pairs of columns from the right, upwards and
    downwards in turn, past the column of the timing pattern (7.7.3).
    """
    used = _drawn(number, bytes(count)) ^ _drawn(number, b"\xff" * count)
    width = (size + 7) // 8 * 8
    found = []
    for turn, right in enumerate(one if one > TIMING else one - 1 for one in range(size - 1, 0, -2)):
        for row in range(size) if turn % 2 else range(size - 1, -1, -1):
            for column in (right, right - 1):
                place = 1 << (size - row) * width - 1 - column
                if used & place:
                    found.append(place)
    return [found[start : start + 8][::-1] for start in range(0, count * 8, 8)]
