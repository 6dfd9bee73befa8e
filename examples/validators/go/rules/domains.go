package rules

import "strings"

// Domains has the allowed and the denied domains. The zero value allows all.
type Domains struct {
	allowed, denied list
}

// list has domains in the form in which names of hosts are compared.
type list struct {
	entries map[entry]struct{}
	longest int
}

type entry struct {
	domain string
	// below is whether the entry is for the domains below this one.
	below bool
}

// NewDomains makes them from the entries of my:user-validator's `rules`. It keeps no reference to them.
func NewDomains(allowed, denied []string) Domains { return Domains{newList(allowed), newList(denied)} }

func newList(entries []string) list {
	made := list{entries: map[entry]struct{}{}}
	for _, written := range entries {
		domain, below := strings.CutPrefix(written, "*.")
		// An entry that isn't a name matches nothing, but the list isn't empty.
		name, _ := hostName(domain)
		made.entries[entry{strings.Clone(name), below}] = struct{}{}
		made.longest = max(made.longest, len(name))
	}
	return made
}

// allow returns whether a domain is allowed. One that isn't the name of a host is not: another program may read it as a
// denied one.
func (d *Domains) allow(domain string) bool {
	if len(d.allowed.entries)+len(d.denied.entries) == 0 {
		return true
	}
	name, ok := hostName(domain)
	return ok && (len(d.allowed.entries) == 0 || d.allowed.cover(name)) && !d.denied.cover(name)
}

func (l *list) cover(domain string) bool {
	if l.has(domain, false) {
		return true
	}
	for {
		var more bool
		if _, domain, more = strings.Cut(domain, "."); !more {
			return false
		}
		if l.has(domain, true) {
			return true
		}
	}
}

// has looks an entry up. A domain longer than all entries isn't hashed: of one with many labels, that would take long.
func (l *list) has(domain string, below bool) bool {
	if len(domain) > l.longest {
		return false
	}
	_, found := l.entries[entry{domain, below}]
	return found
}
