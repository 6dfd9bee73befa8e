// Package rules has the rules for a user. It knows nothing about components. A new rule is a constant, its name, its field,
// its message, and a check in the function of its field.
package rules

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

// Rules is the configurable part of the rules.
type Rules struct {
	MinAge, MaxAge uint32
	// NameMinLength is in characters, after trimming.
	NameMinLength uint32
	Domains       Domains
	// StrictEmail is whether addresses must have the form that mail systems agree on.
	StrictEmail bool
}

// Default has the rules that apply if none are set.
var Default = Rules{MinAge: 13, MaxAge: 150, NameMinLength: 2}

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
		return "Name must be at least " + number(r.NameMinLength) + " characters"
	case EmailInvalid:
		return "Invalid email format"
	case DomainNotAllowed:
		return "Email domain is not allowed"
	case TooYoung:
		return "Must be at least " + number(r.MinAge) + " years old"
	default:
		return "Invalid age"
	}
}

// Broken appends the rules that one user breaks, in field order, at most one per field.
func (r *Rules) Broken(broken []Rule, name, email string, age uint32) []Rule {
	switch name = strings.TrimSpace(name); {
	case name == "":
		broken = append(broken, NameEmpty)
	case uint32(utf8.RuneCountInString(name)) < r.NameMinLength:
		broken = append(broken, NameTooShort)
	}
	switch {
	case !IsEmail(email) || r.StrictEmail && !isStrictEmail(email):
		broken = append(broken, EmailInvalid)
	case !r.Domains.allow(email[strings.LastIndexByte(email, '@')+1:]):
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

func number(value uint32) string { return strconv.FormatUint(uint64(value), 10) }
