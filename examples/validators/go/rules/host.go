package rules

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

const (
	punycode = "xn--"
	joiners  = "\u200c\u200d"
	// dots are those of UTS 46 beside the full stop.
	dots = "\u3002\uff0e\uff61"
	// longest is the length of the longest domain that is mapped. No name has more characters in any form.
	longest = 4 * 255
)

// profile maps a domain to Unicode by UTS 46, without transitional processing. What `_` and joiners may do is checked here.
var profile = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.CheckJoiners(false),
)

// hostName returns the form in which the name of a host is compared, if a domain is one as it is written. Only case, width,
// composition and Punycode are spellings of a name.
func hostName(domain string) (string, bool) {
	if name, ok := asciiName(domain); ok {
		return name, true
	}
	if len(domain) > longest || strings.ContainsFunc(domain, mayNotBeWritten) {
		return "", false
	}
	name, ok := mapped(domain)
	return name, ok && !strings.ContainsFunc(name, isNoPart)
}

// canonicalDomain returns the form in which a domain is compared to find duplicates. Here whatever isn't part of the name
// is dropped.
func canonicalDomain(domain string) string {
	if name, ok := asciiName(domain); ok {
		return name
	}
	written := domain
	if end := strings.IndexFunc(written, endsName); end >= 0 {
		written = written[:end]
	}
	written = strings.Map(func(r rune) rune {
		// A control character does something where it is shown, so it isn't merely invisible.
		if isInvisible(r) && !unicode.IsControl(r) && !isJoiner(r) {
			return -1
		}
		return r
	}, written)
	written = strings.TrimRightFunc(strings.TrimLeftFunc(written, unicode.IsSpace), func(r rune) bool {
		return unicode.IsSpace(r) || isDot(r) || isJoiner(r)
	})
	name, ok := mapped(written)
	if !ok && strings.ContainsAny(written, joiners) {
		// Joiners that are out of place are invisible characters like others.
		name, ok = mapped(strings.NewReplacer("\u200c", "", "\u200d", "").Replace(written))
	}
	if !ok || !strings.Contains(name, ".") {
		return lowerASCII(domain)
	}
	return name
}

// Canonical returns an address in the form in which addresses are compared.
func Canonical(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return lowerASCII(email)
	}
	return lowerASCII(email[:at]) + "@" + canonicalDomain(email[at+1:])
}

// dnsLength returns the length in ASCII of a name that hostName returns, if it has the form and the lengths that DNS and
// mail require.
func dnsLength(name string) (int, bool) {
	length := strings.Count(name, ".")
	last := ""
	for label := range strings.SplitSeq(name, ".") {
		ascii, err := idna.Punycode.ToASCII(label)
		if err != nil || len(ascii) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.Contains(label, "_") {
			return 0, false
		}
		length += len(ascii)
		last = label
	}
	// `1.2.3.4` is an address of a host, not its name.
	isNumber := !strings.ContainsFunc(last, func(r rune) bool { return !isDigit(r) })
	return length, strings.Contains(name, ".") && !isNumber && length <= 253
}

// asciiName returns a domain in lower case, if a look at Unicode isn't needed to see that it is a name.
func asciiName(domain string) (string, bool) {
	previous := '.'
	for i := range len(domain) {
		r := rune(domain[i])
		if r == '.' && previous == '.' || r != '.' && !isLetter(r) && !isDigit(r) && r != '-' && r != '_' {
			return "", false
		}
		previous = r
	}
	name := lowerASCII(domain)
	return name, previous != '.' && !strings.Contains(name, punycode)
}

// mapped returns a name in Unicode, by mapping, normalization and decoding. It isn't one if a label is empty.
func mapped(domain string) (string, bool) {
	if len(domain) > longest {
		return "", false
	}
	// UTS 46 maps a capital ẞ to ß since Unicode 15.1; the package's tables are older.
	domain = strings.ReplaceAll(domain, "ẞ", "ß")
	name, err := profile.ToUnicode(domain)
	if err != nil {
		return "", false
	}
	for label := range strings.FieldsFuncSeq(domain, isDot) {
		if !isDecodable(label) {
			return "", false
		}
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.HasPrefix(label, punycode) || strings.ContainsFunc(label, isNeverKept) || !hasJoinersInPlace(label) {
			return "", false
		}
	}
	return name, true
}

// isDecodable returns whether a label isn't Punycode, or is in ASCII as Punycode must be. The package decodes others, too. It maps a
// label without decoding it if there is a letter in front.
func isDecodable(label string) bool {
	plain, err := profile.ToUnicode("x" + label)
	return err != nil || !strings.HasPrefix(plain, "x"+punycode) || !strings.ContainsFunc(plain, func(r rune) bool { return r > 0x7f })
}

func isNeverKept(r rune) bool {
	return r == '\ufffd' || r <= 0x7f && r != '-' && r != '_' && !('a' <= r && r <= 'z') && !isDigit(r)
}

// hasJoinersInPlace returns whether each joiner comes after a virama (RFC 5892, appendix A).
func hasJoinersInPlace(label string) bool {
	if !strings.ContainsAny(label, joiners) {
		return true
	}
	virama := false
	for _, r := range label {
		if isJoiner(r) && !virama {
			return false
		}
		virama = r > 0x7f && norm.NFC.PropertiesString(string(r)).CCC() == 9
	}
	return true
}

// mayNotBeWritten returns whether a character can't be part of a name as it is written.
func mayNotBeWritten(r rune) bool {
	return r != '.' && !isJoiner(r) && (isDot(r) || isInvisible(r) || unicode.IsSpace(r))
}

// isNoPart returns whether a character of a mapped name is none of a label: punctuation, a symbol, or what is invisible.
func isNoPart(r rune) bool {
	switch {
	case strings.ContainsRune("-._\u00b7\u0375\u05f3\u05f4\u30fb"+joiners, r):
		return false
	case r <= 0x7f || isSymbolBlock(r):
		return !unicode.In(r, unicode.L, unicode.N, unicode.Other_Alphabetic)
	default:
		return isInvisible(r) || unicode.IsSpace(r)
	}
}

// isSymbolBlock returns whether a character is in a block of punctuation and symbols. Some of these have letters, too.
func isSymbolBlock(r rune) bool { return unicode.Is(symbolBlocks, r) }

var symbolBlocks = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x80, Hi: 0xbf, Stride: 1}, {Lo: 0x2000, Hi: 0x2bff, Stride: 1}, {Lo: 0x2e00, Hi: 0x2e7f, Stride: 1}, {Lo: 0x3000, Hi: 0x303f, Stride: 1},
		{Lo: 0xfe10, Hi: 0xfe1f, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff00, Hi: 0xffef, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1f000, Hi: 0x1faff, Stride: 1}},
}

// endsName returns whether a character, in full width too, ends a domain in the places that addresses are copied from.
func endsName(r rune) bool { return strings.ContainsRune("#/;>\uff03\uff0f\uff1b\uff1e", r) }

func isDot(r rune) bool { return r == '.' || strings.ContainsRune(dots, r) }

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// isInvisible returns whether a character is invisible by its properties; rust-components/escape defines them.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point,
		unicode.Variation_Selector, unicode.Noncharacter_Code_Point)
}

func lowerASCII(text string) string {
	lowered := []byte(text)
	for i, letter := range lowered {
		if 'A' <= letter && letter <= 'Z' {
			lowered[i] = letter + 'a' - 'A'
		}
	}
	return string(lowered)
}
