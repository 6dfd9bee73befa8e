package rules

import "strings"

// The longest local part and the longest address, in bytes (RFC 5321).
const (
	longestLocal   = 64
	longestAddress = 254
)

// IsEmail returns whether a text has exactly one `@`, something on both sides of it, and a dot inside the domain, none at
// its ends.
func IsEmail(email string) bool {
	local, domain, found := strings.Cut(email, "@")
	return found && local != "" && !strings.Contains(domain, "@") && strings.Contains(domain, ".") &&
		domain[0] != '.' && domain[len(domain)-1] != '.'
}

// isStrictEmail returns whether an address that has one `@` has the form that mail systems agree on.
func isStrictEmail(email string) bool {
	local, domain, _ := strings.Cut(email, "@")
	if len(local) > longestLocal || !isDotAtom(local) {
		return false
	}
	name, ok := hostName(domain)
	if !ok {
		return false
	}
	length, ok := dnsLength(name)
	return ok && len(local)+1+length <= longestAddress
}

// isDotAtom returns whether a text has characters of RFC 5321's `atext`, in runs with single dots between them.
func isDotAtom(local string) bool {
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool { return !isAtext(r) }) {
			return false
		}
	}
	return true
}

func isAtext(r rune) bool {
	return isLetter(r) || isDigit(r) || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
