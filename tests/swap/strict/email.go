package strict

import (
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// lookup is the profile for the names of hosts: letters, digits and hyphens, with the lengths of DNS.
var lookup = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.CheckHyphens(false), idna.VerifyDNSLength(true), idna.BidiRule(),
)

var (
	dotAtom = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	label   = regexp.MustCompile("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")
	number  = regexp.MustCompile("^[0-9]+$")
)

// isStrictEmail returns whether an address has the form of `strict` in the contract.
func isStrictEmail(email string) bool {
	local, domain, _ := strings.Cut(email, "@")
	if _, ok := hostName(domain); !ok || len(local) > 64 || !dotAtom.MatchString(local) {
		return false
	}
	ascii, err := lookup.ToASCII(domain)
	if err != nil || len(local)+1+len(ascii) > 254 {
		return false
	}
	labels := strings.Split(ascii, ".")
	for _, one := range labels {
		if !label.MatchString(one) {
			return false
		}
	}
	return !number.MatchString(labels[len(labels)-1])
}
