// Package strict has the rules of a validator that is stricter than the default one. It knows nothing about components.
package strict

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Rule is a rule that a user can break, in the order in which errors are listed.
type Rule uint8

const (
	NameEmpty Rule = iota
	NameTooShort
	EmailInvalid
	DomainNotAllowed
	TooYoung
	InvalidAge
)

// Rules has the settings that the contract leaves open.
type Rules struct {
	MinAge, MaxAge, NameMinLength uint32
	Allowed, Denied               []string
	// StrictEmail is whether addresses must have the form that mail systems agree on.
	StrictEmail bool
}

// Default has the rules that apply if none are set.
var Default = AtLeast(Rules{MaxAge: 150})

// AtLeast makes rules at least as strict as this validator's own.
func AtLeast(rules Rules) Rules {
	rules.MinAge = max(rules.MinAge, 18)
	rules.NameMinLength = max(rules.NameMinLength, 3)
	return rules
}

// Field returns the field that a rule is about.
func (r Rule) Field() string {
	switch r {
	case NameEmpty, NameTooShort:
		return "name"
	case EmailInvalid, DomainNotAllowed:
		return "email"
	default:
		return "age"
	}
}

// Message returns the message for a user who breaks a rule.
func (r *Rules) Message(rule Rule) string {
	switch rule {
	case NameEmpty:
		return "Name cannot be empty"
	case NameTooShort:
		return "Name must be at least " + strconv.Itoa(int(r.NameMinLength)) + " characters"
	case EmailInvalid:
		return "Invalid email format, or a top-level domain of less than 2 characters"
	case DomainNotAllowed:
		return "Email domain is not allowed"
	case TooYoung:
		return "Must be at least " + strconv.Itoa(int(r.MinAge)) + " years old"
	default:
		return "Invalid age"
	}
}

// Broken returns the rules that one user breaks, in field order, at most one per field.
func (r *Rules) Broken(name, email string, age uint32) []Rule {
	var broken []Rule
	switch name = strings.TrimSpace(name); {
	case name == "":
		broken = append(broken, NameEmpty)
	case uint32(utf8.RuneCountInString(name)) < r.NameMinLength:
		broken = append(broken, NameTooShort)
	}
	switch {
	case !IsEmail(email) || r.StrictEmail && !isStrictEmail(email):
		broken = append(broken, EmailInvalid)
	case !r.allows(email[strings.IndexByte(email, '@')+1:]):
		broken = append(broken, DomainNotAllowed)
	}
	switch {
	case age < r.MinAge:
		broken = append(broken, TooYoung)
	case age > r.MaxAge:
		broken = append(broken, InvalidAge)
	}
	return broken
}

// IsEmail returns whether an address has one `@`, something on both sides of it, and a domain of several labels, of
// which neither the first is empty nor the last shorter than 2 characters.
func IsEmail(email string) bool {
	local, domain, found := strings.Cut(email, "@")
	dot := strings.LastIndexByte(domain, '.')
	return found && local != "" && !strings.Contains(domain, "@") && dot > 0 && domain[0] != '.' &&
		utf8.RuneCountInString(domain[dot+1:]) >= 2
}

func (r *Rules) allows(domain string) bool {
	if len(r.Allowed)+len(r.Denied) == 0 {
		return true
	}
	name, ok := hostName(domain)
	return ok && (len(r.Allowed) == 0 || covers(r.Allowed, name)) && !covers(r.Denied, name)
}

// covers returns whether a domain is in a list, or below one that is there as `*.DOMAIN`.
func covers(list []string, domain string) bool {
	for _, entry := range list {
		above, below := strings.CutPrefix(entry, "*.")
		name, ok := hostName(above)
		if ok && (!below && domain == name || below && strings.HasSuffix(domain, "."+name)) {
			return true
		}
	}
	return false
}

func lower(letter byte) byte {
	if 'A' <= letter && letter <= 'Z' {
		return letter + 'a' - 'A'
	}
	return letter
}
