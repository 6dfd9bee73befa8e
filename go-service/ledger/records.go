// Package register holds the business rules for users: ids, duplicates, totals. It remembers what it has
// accepted, asks a [Validator] for everything that can be judged record by record, and knows nothing of
// components.
package ledger

import "strconv"

// Column is many strings in two flat buffers: value i is Text[Ends[i-1]:Ends[i]], value 0 starts at 0.
type Column struct {
	Text string
	Ends []uint32
}

// Batch is many users by the column; row i is value i of each.
type Batch struct {
	Names, Emails Column
	Ages          []uint32
}

// Rule is one of the validator's rules. Which there are, and what they mean, only the validator knows.
type Rule uint8

// Violation says that one row of a batch breaks one rule.
type Violation struct {
	Row  uint32
	Rule Rule
}

// Duplicate is a row whose e-mail address an earlier accepted record holds.
type Duplicate struct {
	Row         uint32
	FirstRecord uint64
}

// Unreadable is a record that stood just before row Before of a batch, but could not be read as a user.
type Unreadable struct {
	Before uint32
	Field  Field
	Defect Defect
}

// KnownUser is a row whose e-mail address a user holds whom an earlier import has left in the store.
type KnownUser struct {
	Row         uint32
	FirstImport uint64
	FirstRecord uint64
}

// Outcome is what became of a batch: each row has violations, or is a duplicate, or a known user, or was accepted.
type Outcome struct {
	Violations []Violation
	Duplicates []Duplicate
	Known      []KnownUser
	// IDs holds the ids of the accepted rows, in row order; id i ends at IDEnds[i].
	IDs    []byte
	IDEnds []uint32
}

// Problem is one thing that is wrong with one user, in words for people.
type Problem struct {
	Field, Message string
}

// Validator judges users record by record and keeps no state.
type Validator interface {
	// Violations lists every rule that a row of the batch breaks, in row order, within a row in field order.
	Violations(batch Batch) []Violation
	// Describe puts a rule into words.
	Describe(rule Rule) Description
}

// Description is a rule in words: its name, and what a user who breaks it is told.
type Description struct {
	Rule string
	Problem
}

// check panics where the columns do not fit together: a bug of the caller's. The ends are checked one by one as
// they are used.
func (b Batch) check() {
	b.Names.check("names", len(b.Ages))
	b.Emails.check("emails", len(b.Ages))
}

func (c Column) check(name string, rows int) {
	if len(c.Ends) != rows {
		panic("process: column `" + name + "` has " + strconv.Itoa(len(c.Ends)) + " values, expected " +
			strconv.Itoa(rows) + " as in `ages`")
	}
	last := 0
	if rows > 0 {
		last = int(c.Ends[rows-1])
	}
	if last != len(c.Text) {
		panic("process: column `" + name + "` ends at byte " + strconv.Itoa(last) + ", expected " +
			strconv.Itoa(len(c.Text)) + ", the length of its text")
	}
}
