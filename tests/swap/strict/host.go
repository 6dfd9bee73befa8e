package strict

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// profile maps a domain to Unicode by UTS 46, without transitional processing. `_` is allowed, so names checks ASCII.
var profile = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.CheckHyphens(false), idna.StrictDomainName(false), idna.BidiRule(),
)

const joiners = "\u200c\u200d"

// hostName returns the form in which a domain is compared, if it is the name of a host as it is written.
func hostName(domain string) (string, bool) {
	for _, r := range domain {
		if strings.ContainsRune("\u3002\uff0e\uff61", r) || unicode.IsSpace(r) || isInvisible(r) && !strings.ContainsRune(joiners, r) {
			return "", false
		}
	}
	name, ok := mapped(domain)
	for _, r := range name {
		ok = ok && (strings.ContainsRune("-._\u00b7\u0375\u05f3\u05f4\u30fb"+joiners, r) ||
			unicode.In(r, unicode.L, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Nl))
	}
	return name, ok
}

// Canonical returns an address in the form in which addresses are compared.
func Canonical(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return lowerASCII(email)
	}
	domain := email[at+1:]
	if end := strings.IndexFunc(domain, endsName); end >= 0 {
		domain = domain[:end]
	}
	domain = strings.Map(func(r rune) rune {
		if isInvisible(r) && !unicode.IsControl(r) && !strings.ContainsRune(joiners, r) {
			return -1
		}
		return r
	}, domain)
	domain = strings.TrimRightFunc(strings.TrimLeftFunc(domain, unicode.IsSpace), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(".\u3002\uff0e\uff61"+joiners, r)
	})
	name, ok := mapped(domain)
	if !ok {
		name, ok = mapped(strings.NewReplacer("\u200c", "", "\u200d", "").Replace(domain))
	}
	if !ok || !strings.Contains(name, ".") {
		return lowerASCII(email)
	}
	return lowerASCII(email[:at]) + "@" + name
}

func mapped(domain string) (string, bool) {
	name, err := profile.ToUnicode(domain)
	if err != nil || !utf8.ValidString(name) {
		return "", false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.HasPrefix(label, "xn--") {
			return "", false
		}
	}
	return name, !strings.ContainsFunc(name, isPunctuation)
}

// endsName returns whether a character ends a domain in the places that addresses are copied from.
func endsName(r rune) bool { return strings.ContainsRune("#/;>\uff03\uff0f\uff1b\uff1e", r) }

// isPunctuation returns whether a character is ASCII that no domain has.
func isPunctuation(r rune) bool {
	return r <= 0x7f && !strings.ContainsRune("-._", r) && !('a' <= lower(byte(r)) && lower(byte(r)) <= 'z') && !('0' <= r && r <= '9')
}

func isInvisible(r rune) bool {
	return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func lowerASCII(text string) string {
	lowered := []byte(text)
	for i := range lowered {
		lowered[i] = lower(lowered[i])
	}
	return string(lowered)
}
