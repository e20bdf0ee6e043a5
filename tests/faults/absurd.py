"""What no address, header or form should hold, and people and programs send all the same."""

from __future__ import annotations

import base64
from collections.abc import Iterator

VALUES = {
    "nothing": "",
    "NUL": "%00",
    "NUL inside": "1%001",
    "lone surrogate": "%ED%A0%80",
    "pair of surrogates, each in UTF-8": "%ED%A0%BD%ED%B8%80",
    "no UTF-8": "%FF%FE%80",
    "overlong NUL": "%C0%80",
    "cut UTF-8": "%E2%82",
    "byte order mark": "%EF%BB%BF1",
    "override to the left": "%E2%80%AE1",
    "isolate": "%E2%81%A71%E2%81%A9",
    "zero width": "%E2%80%8B1",
    "Arabic digits": "%D9%A1%D9%A2",
    "Devanagari digit": "%E0%A5%A7",
    "full-width digit": "%EF%BC%91",
    "superscript": "%C2%B2",
    "circled digit": "%E2%91%A0",
    "roman numeral": "%E2%85%A7",
    "minus one": "-1",
    "typographic minus": "%E2%88%921",
    "zero": "0",
    "plus": "%2B1",
    "space": "%201%20",
    "line break": "1%0D%0ASet-Cookie:%20a=b",
    "underscore": "1_0",
    "hexadecimal": "0x1",
    "fraction": "1.5",
    "exponent": "1e3",
    "NaN": "NaN",
    "infinity": "inf",
    "minus infinity": "-inf",
    "2^31 - 1": "2147483647",
    "2^31": "2147483648",
    "2^63 - 1": "9223372036854775807",
    "2^63": "9223372036854775808",
    "10^19": "10000000000000000000",
    "5,000 digits": "9" * 5000,
    "20 KB": "x" * 20_000,
    "20 KB of percent signs": "%25" * 20_000,
    "20 KB of combining marks": "e" + "%CC%81" * 10_000,
    "SQL": "1'%20OR%20'1'='1%22;--",
    "markup": "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "template": "%7B%7B7*7%7D%7D%7B%25x%25%7D",
    "format": "%25(x)s%25s%7B0%7D",
    "path": "..%2F..%2Fetc%2Fpasswd",
    "half a percent": "%",
    "wrong percent": "%zz",
    "brackets": "%5B1%5D",
    "None": "None",
    "boolean": "true",
    "upper case": "NEWEST",
    "almost a word": "open%20",
    "emoji": "%F0%9F%92%A9",
    "not a character": "%EF%BF%BF",
    "private use": "%EE%80%80",
}
"""Percent-encoded, as they stand in an address."""

HEADERS = {
    "empty": "",
    "NUL": "\x00",
    "latin-1": "\xff\xfe\xe9",
    "20 KB": "x" * 20_000,
    "commas": "," * 5_000,
    "semicolons": ";=" * 5_000,
    "quotes": '"' * 1_001,
    "qualities": "a;q=nan, b;q=inf, c;q=-1, d;q=1e999, */*;q=",
    "languages": "en--, -, x-, zh-Hant-, und, *-*, " + "a-" * 500,
    "dates": "Thu, 99 Foo 99999 99:99:99 GMT",
    "ranges": "bytes=5-1,-0,-,9999999999999999999999-",
    "percent": "%00%ED%A0%80",
    "JSON": '{"a": [1, 2',
}
"""What stands in a header, as it comes from the server (latin-1)."""

HEADER_NAMES = (
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Forwarded",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Transfer-Encoding",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Request-Id",
)

KEY_VALUES = (
    *("", "~", "NaN", "-NaN", "inf", "-inf", "1e400", "1e-400", "-0.0", "1", "-1", "0x1", "1_0", " 1 ", "²"),
    *("2147483647", "2147483648", "-2147483649", "9223372036854775808", "1" + "0" * 19, "9" * 100),
    *("0001-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-13-45", "2026-W01-1"),
    *("2026-01-01T00:00:00+00:00", "2026-01-01T24:00:00Z", "10000-01-01", "2026-01-01\x00", "now", "None", "True"),
)
KEY_IDS = ("", "1", "0", "-1", "01", "1.5", "²", "2147483647", "2147483648", "1" + "0" * 19, "9" * 60, "x", "1\x00")


def keys(real: list[str]) -> Iterator[str]:
    """Yield forged keys of pages: made up of parts that make no sense, or of `real` ones with bytes changed."""
    for way in ("<", ">"):
        yield from (_spell(f"{way}{value}~5") for value in KEY_VALUES)
        yield from (_spell(f"{way}1~{number}") for number in KEY_IDS)
    yield from (_spell(text) for text in ("", "<", ">", "~", "<>", "=1~1", "1~1", "<1", "<~1", "\n<1~1"))
    for key in real:
        raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        yield from (_encode(raw[:place] + bytes([raw[place] ^ 0x81]) + raw[place + 1 :]) for place in range(len(raw)))
        yield from (_encode(raw[:place] + bytes([raw[place] ^ 0x02]) + raw[place + 1 :]) for place in range(len(raw)))
        yield from (
            key[:3],
            key[:-1],
            key + "A",
            key + "=",
            key + "====",
            key.swapcase(),
            key[::-1],
            key * 4,
            key + "%00",
        )
    yield from ("A", "AA", "AAA", "AAAA", "====", "_-_-", "%2B%2F%2B%2F", "+/+/", "A" * 199, "A" * 201, "A" * 20_000)


def _spell(text: str) -> str:
    return _encode(text.encode())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
