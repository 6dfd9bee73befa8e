package rules

import (
	"strings"
	"unicode/utf8"
)

// Column is a text column: value i is the bytes Ends[i-1] to Ends[i] of Text.
type Column struct {
	Text string
	Ends []uint32
}

// Violation says that a row breaks a rule.
type Violation struct {
	Row  uint32
	Rule Rule
}

// Violations judges a batch: in row order, within a row in field order. It panics if the columns differ in length or one
// of them is malformed, which is a bug of the caller.
func (r *Rules) Violations(names, emails Column, ages []uint32) []Violation {
	if len(names.Ends) != len(ages) || len(emails.Ends) != len(ages) {
		panic("validate a batch: its columns differ in length")
	}
	var found []Violation
	var name, email uint32
	broken := make([]Rule, 0, 3)
	for row, age := range ages {
		nameEnd, emailEnd := names.Ends[row], emails.Ends[row]
		broken = r.Broken(broken[:0], names.value(name, nameEnd), emails.value(email, emailEnd), age)
		for _, rule := range broken {
			found = append(found, Violation{uint32(row), rule})
		}
		name, email = nameEnd, emailEnd
	}
	names.endsAt(name)
	emails.endsAt(email)
	return found
}

// CanonicalEmails returns the addresses of a column in the form in which they are compared.
func CanonicalEmails(emails Column) Column {
	var text strings.Builder
	ends := make([]uint32, len(emails.Ends))
	start := uint32(0)
	for i, end := range emails.Ends {
		text.WriteString(Canonical(emails.value(start, end)))
		ends[i] = uint32(text.Len())
		start = end
	}
	emails.endsAt(start)
	return Column{text.String(), ends}
}

func (c Column) endsAt(end uint32) {
	if int(end) != len(c.Text) {
		panic("read a column: it goes on after its last value")
	}
}

func (c Column) value(start, end uint32) string {
	if start > end || int(end) > len(c.Text) || int(end) < len(c.Text) && !utf8.RuneStart(c.Text[end]) {
		panic("read a column: a value's end descends, lies outside the text or within a character")
	}
	return c.Text[start:end]
}
