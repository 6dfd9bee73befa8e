package ledger

import (
	"strconv"

	"polyglot.example/go-service/columns"
)

// Batch is many users, column by column. Row i is value i of each column.
type Batch struct {
	Names, Emails columns.Column
	Ages          []uint32
	// KeptColumns are the other columns of each row, as a JSON object; nil if there are none.
	KeptColumns []string
}

// Rule is one of the validator's rules. Only the validator knows which rules exist and what they mean.
type Rule uint8

// Violation says that one row of a batch breaks one rule.
type Violation struct {
	Row  uint32
	Rule Rule
}

// Duplicate is a row with the e-mail address of an earlier accepted record of this run.
type Duplicate struct {
	Row         uint32
	FirstRecord uint64
}

// Unreadable is a record that came just before row Before of a batch, but could not be read as a user.
type Unreadable struct {
	Before uint32
	Field  Field
	Defect Defect
}

// KnownUser is a row with the e-mail address of a user that an earlier import has stored.
type KnownUser struct {
	Row         uint32
	FirstImport uint64
	FirstRecord uint64
}

// Outcome is the result of a batch: each row has violations, or is a duplicate, or is a known user, or was accepted.
type Outcome struct {
	Violations []Violation
	Duplicates []Duplicate
	Known      []KnownUser
	// IDs holds the ids of the accepted rows, in row order; id i ends at IDEnds[i].
	IDs    []byte
	IDEnds []uint32
}

// Problem is one thing that is wrong with one user, as a message for people.
type Problem struct {
	Field, Message string
}

// Validator judges users record by record and keeps no state.
type Validator interface {
	// Violations lists every rule that a row of the batch breaks, in row order, within a row in field order.
	Violations(batch Batch) []Violation
	// Canonical returns addresses in the form in which they are compared. Addresses with a usual domain (see isUsual) need
	// not be asked for. The result is valid until the ledger's next call.
	Canonical(emails columns.Column) columns.Column
	// Describe returns a rule's name and message.
	Describe(rule Rule) Description
}

// Description is a rule's name, and the problem of a user who breaks it.
type Description struct {
	Rule string
	Problem
}

// check panics if the columns do not fit together, which is a bug of the caller. The ends of the values within a column
// are checked later, by checkEmailEnds.
func (b Batch) check() {
	b.checkLength("names", b.Names)
	b.checkLength("emails", b.Emails)
	if b.KeptColumns != nil && len(b.KeptColumns) != len(b.Ages) {
		b.panicOfLength("kept-columns", len(b.KeptColumns))
	}
}

func (b Batch) checkLength(name string, column columns.Column) {
	rows := len(b.Ages)
	if len(column.Ends) != rows {
		b.panicOfLength(name, len(column.Ends))
	}
	last := 0
	if rows > 0 {
		last = int(column.Ends[rows-1])
	}
	if last != len(column.Text) {
		panic("process: column `" + name + "` ends at byte " + strconv.Itoa(last) + ", expected " +
			strconv.Itoa(len(column.Text)) + ", the length of its text")
	}
}

func (b Batch) panicOfLength(name string, values int) {
	panic("process: column `" + name + "` has " + strconv.Itoa(values) + " values, expected " + strconv.Itoa(len(b.Ages)) +
		" as in `ages`")
}

// checkEmailEnds panics if an address ends before its start or after the text.
func (b Batch) checkEmailEnds() {
	ends := b.Emails.Ends
	i := b.Emails.Misplaced()
	if i == len(ends) {
		return
	}
	least := uint32(0)
	if i > 0 {
		least = ends[i-1]
	}
	panic("process: column `emails`: a value ends at byte " + strconv.FormatUint(uint64(ends[i]), 10) + ", expected " +
		strconv.FormatUint(uint64(least), 10) + " to " + strconv.Itoa(len(b.Emails.Text)))
}
