"""Names of hosts, and the one form in which their spellings are compared: Unicode by UTS 46."""

import codecs
import re
import string
import unicodedata

import idna
import idna.uts46data  # uts46_remap would import it in its first call, when there are no files any more

from invisible import INVISIBLE

# Likewise, it would be imported at its first use.
codecs.lookup("punycode")

# Unicode's White_Space; `str.strip()` removes U+001C to U+001F, too.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

_PUNYCODE = "xn--"
_JOINERS = "\u200c\u200d"
_DOTS = ".\u3002\uff0e\uff61"
# Longer names in other letters than ASCII aren't looked at: no name has more characters in any form.
_LONGEST = 4 * 255

_ASCII_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
# What ends a domain in the places that addresses are copied from, in full width too.
_END = re.compile("[#/;>\uff03\uff0f\uff1b\uff1e]")
_ALL_INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in INVISIBLE if first > 0x9F)
_UNSEEN = re.compile(f"(?![{_JOINERS}])[{_ALL_INVISIBLE}]")
_NOT_WRITTEN = re.compile(f"(?![{_JOINERS}])[\\x00-\\x1f\\x7f-\\x9f{_ALL_INVISIBLE}{WHITE_SPACE}\u3002\uff0e\uff61]")
_NEVER_KEPT = re.compile("(?![a-z0-9_-])[\x00-\x7f]|\ufffd")
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

# Blocks of punctuation and symbols. Some of them have letters, too.
_SYMBOLS = re.compile(
    "[\x80-\xbf\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uffef\U0001f000-\U0001faff]"
)
# Punctuation that some letters need, and the letters in these blocks that have the category of symbols.
_PARTS = "-_\u00b7\u0375\u05f3\u05f4\u30fb" + _JOINERS
_SYMBOLIC_LETTERS = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")


def name(domain: str) -> str | None:
    """The form in which the name of a host is compared. None: the domain isn't one as it is written.

    Only case, width, composition and Punycode are spellings of a name.
    """
    if (name := _ascii_name(domain)) is not None:
        return name
    if _NOT_WRITTEN.search(domain):
        return None
    name = _mapped(domain)
    return name if name is not None and all(c == "." or _is_part(c) for c in name) else None


def canonical(domain: str) -> str:
    """The form in which a domain is compared to find duplicates: whatever isn't part of the name is dropped."""
    if (name := _ascii_name(domain)) is not None:
        return name
    # A control character does something where it is shown, so it isn't merely invisible.
    written = _UNSEEN.sub("", _END.split(domain, maxsplit=1)[0])
    written = written.lstrip(WHITE_SPACE).rstrip(WHITE_SPACE + _DOTS + _JOINERS)
    name = _mapped(written)
    if name is None and any(joiner in written for joiner in _JOINERS):
        # Joiners that are out of place are invisible characters like others.
        name = _mapped(re.sub(f"[{_JOINERS}]", "", written))
    return name if name is not None and "." in name else lower_ascii(domain)


def dns_length(name: str) -> int | None:
    """The length in ASCII of what `name` returns, if it has the form and the lengths that DNS and mail require."""
    labels = name.split(".")
    length = len(labels) - 1
    for label in labels:
        in_ascii = len(label) if label.isascii() else len(_PUNYCODE) + len(label.encode("punycode"))
        if in_ascii > 63 or label[0] == "-" or label[-1] == "-" or "_" in label:
            return None
        length += in_ascii
    # `1.2.3.4` is an address of a host, not its name.
    is_number = labels[-1].isascii() and labels[-1].isdigit()
    return length if len(labels) > 1 and not is_number and length <= 253 else None


def lower_ascii(text: str) -> str:
    """The text with its ASCII letters in lower case."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def _ascii_name(domain: str) -> str | None:
    """A domain in lower case, if a look at Unicode isn't needed to see that it is a name."""
    if not domain.isascii():
        return None
    domain = domain.lower()
    return domain if _ASCII_NAME.fullmatch(domain) and _PUNYCODE not in domain else None


def _mapped(domain: str) -> str | None:
    """A name in Unicode by mapping, normalization and decoding. None: it isn't one, or a label is empty."""
    if len(domain.encode()) > _LONGEST:
        return None
    try:
        return ".".join(map(_label, _remap(domain).split(".")))
    # With 32 bits, Python's decoder of Punycode overflows when it says where a character is that doesn't exist.
    except (ValueError, OverflowError):
        return None


def _label(label: str) -> str:
    """A mapped label, decoded from Punycode."""
    if label.startswith(_PUNYCODE):
        label = _decoded(label.removeprefix(_PUNYCODE))
    if not label or _NEVER_KEPT.search(label) or not _has_joiners_in_place(label):
        raise ValueError(label)
    return label


def _decoded(encoded: str) -> str:
    """Punycode is only valid if it stands for something that can't be written otherwise."""
    # Python's decoder ignores a hyphen in front, if it is the only one.
    decoded = "" if encoded.rfind("-") == 0 else encoded.encode("ascii").decode("punycode")
    if decoded.isascii() or decoded.startswith(_PUNYCODE) or _remap(decoded) != decoded:
        raise ValueError(encoded)
    return decoded


def _remap(text: str) -> str:
    return idna.uts46_remap(text, std3_rules=False, transitional=False)


def _has_joiners_in_place(label: str) -> bool:
    """Whether each joiner comes after a virama (RFC 5892, appendix A)."""
    pairs = zip("-" + label, label, strict=False)
    return all(unicodedata.combining(before) == 9 for before, character in pairs if character in _JOINERS)


def _is_part(character: str) -> bool:
    if character in _PARTS:
        return True
    if character.isascii() or _SYMBOLS.match(character):
        return unicodedata.category(character)[0] in "LN" or bool(_SYMBOLIC_LETTERS.match(character))
    return not _NOT_WRITTEN.match(character)
