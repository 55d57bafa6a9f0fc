"""QR symbols (ISO/IEC 18004) at speed: 20,000 a second of what ``qrcode`` makes 500 of.

Once version, level and mask pattern are fixed, a symbol is an affine function of its data: the modules are those for
data of noughts, exclusive-or what each bit of data changes, its error correction included. So each version is worked
out once, with ``qrcode`` as the authority on where things lie, as two tables of 16 numbers for each data byte.
"""

from dataclasses import dataclass
from functools import cache

from qrcode import base
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from meeting.documents.errors import TextTooLong

MASK_PATTERN = 4
LAST_VERSION = 40
ALPHABET = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
ALPHANUMERIC, BYTES = 0b0010, 0b0100  # mode indicators
PADDING = (0xEC, 0x11)


@dataclass(frozen=True, slots=True)
class Version:
    """What one version needs: a number's bits are the modules, row by row, each row padded to whole bytes."""

    number: int
    size: int
    capacity: int  # data bytes
    blank: int  # the symbol for data of noughts
    high: tuple[tuple[int, ...], ...]  # for each data byte and each value of its upper half: what it changes
    low: tuple[tuple[int, ...], ...]

    def mask(self, data: bytes) -> bytes:
        """The symbol of these data bytes, 1 for black."""
        modules = self.blank
        for byte, high, low in zip(data, self.high, self.low, strict=True):
            modules ^= high[byte >> 4] ^ low[byte & 15]
        return modules.to_bytes(self.size * ((self.size + 7) // 8), "big")


def symbol(text: str) -> tuple[Version, bytes]:
    """The smallest version that holds a text, and its data bytes. Raises TextTooLong beyond version 40."""
    for number in range(1, LAST_VERSION + 1):
        bits, length = _bits(text, number)
        if length <= _capacity(number) * 8:
            return version(number), _padded(bits, length, _capacity(number))
    raise TextTooLong(text=text)


def _bits(text: str, number: int) -> tuple[int, int]:
    """Mode, count and characters as one number, and how many bits it has (7.4)."""
    if not all(character in ALPHABET for character in text):
        content = text.encode()
        count_bits = 8 if number < 10 else 16
        head = BYTES << count_bits | len(content)
        return head << 8 * len(content) | int.from_bytes(content, "big"), 4 + count_bits + 8 * len(content)
    count_bits = 9 if number < 10 else 11 if number < 27 else 13
    values = [ALPHABET[character] for character in text]
    bits = ALPHANUMERIC << count_bits | len(values)
    for first, second in zip(values[::2], values[1::2], strict=False):
        bits = bits << 11 | first * 45 + second
    if len(values) % 2:
        bits = bits << 6 | values[-1]
    return bits, 4 + count_bits + len(values) // 2 * 11 + len(values) % 2 * 6


def _padded(bits: int, length: int, capacity: int) -> bytes:
    """The data bytes: terminator, then the padding bytes in turn (7.4.9, 7.4.10)."""
    terminator = min(4, capacity * 8 - length)
    length += terminator
    fill = -length % 8
    data = (bits << terminator + fill).to_bytes((length + fill) // 8, "big")
    missing = capacity - len(data)
    return data + bytes(PADDING[index % 2] for index in range(missing))


@cache
def _capacity(number: int) -> int:
    return sum(block.data_count for block in base.rs_blocks(number, ERROR_CORRECT_M))


@cache
def version(number: int) -> Version:
    """Work out one version (some 30 ms for those in use)."""
    blocks = base.rs_blocks(number, ERROR_CORRECT_M)
    size = 17 + 4 * number
    places = _places(number, size, sum(block.total_count for block in blocks))
    order = _order([block.data_count for block in blocks])
    corrections = _order([block.total_count - block.data_count for block in blocks])
    first_correction = sum(block.data_count for block in blocks)
    high, low = [], []
    for block_number, block in enumerate(blocks):
        remainders = _remainders(block.data_count, block.total_count - block.data_count)
        for position in range(block.data_count):
            at = places[order[block_number, position]]
            correction_at = [
                places[first_correction + corrections[block_number, index]]
                for index in range(block.total_count - block.data_count)
            ]
            changes = []
            for bit in range(8):
                value = 1 << bit
                change = at[bit]
                for remainder, correction in zip(remainders[position], correction_at, strict=True):
                    product = _times(value, remainder)
                    for other in range(8):
                        if product >> other & 1:
                            change ^= correction[other]
                changes.append(change)
            low.append(_combinations(changes[:4]))
            high.append(_combinations(changes[4:]))
    return Version(number, size, _capacity(number), _drawn(number, bytes(len(places))), tuple(high), tuple(low))


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
    return base.gexp((base.glog(one) + base.glog(other)) % 255) if one and other else 0


def _combinations(changes: list[int]) -> tuple[int, ...]:
    """For each of 16 values of half a byte: all changes of its bits together."""
    combined = [0]
    for change in changes:
        combined += [before ^ change for before in combined]
    return tuple(combined)


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

    Found by drawing: each bit's index is spelled out over as many drawings as it has binary digits.
    """
    blank = _drawn(number, bytes(count))
    used = blank ^ _drawn(number, b"\xff" * count)
    total = count * 8
    digits = []
    for digit in range(total.bit_length()):
        pattern = int("".join("1" if index >> digit & 1 else "0" for index in range(total)), 2)
        digits.append(blank ^ _drawn(number, pattern.to_bytes(count, "big")))
    places = [[0] * 8 for _ in range(count)]
    for place in range(size * ((size + 7) // 8) * 8):
        if used >> place & 1:
            index = sum((drawn >> place & 1) << digit for digit, drawn in enumerate(digits))
            places[index // 8][7 - index % 8] = 1 << place
    return places
