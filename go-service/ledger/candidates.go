package ledger

import (
	"strconv"

	"polyglot.example/go-service/columns"
)

// candidates are the rows of a batch without violations, column by column. The store then decides which of them are
// accepted. Candidate i is row rows[i] of the batch.
type candidates struct {
	rows    []uint32
	emails  columns.Buffer // in the form in which addresses are compared: in lower case, see canonical.go
	domains []uint32       // positions of the domains in the tally
	hashes  []columns.Hash // of the addresses
	numbers columns.Buffer // of the records, in decimal

	accepted []uint32 // the candidates that are accepted, in the end

	unusual   []uint32       // the candidates whose domain can have another spelling
	spellings columns.Buffer // their addresses, in lower case
	rewritten columns.Buffer // what becomes of emails, if there are any
}

// collect makes candidates of the rows without violations. record is the number of the batch's first record. Unreadable
// records and rows with violations have record numbers too.
func (c *candidates) collect(batch Batch, violations []Violation, unreadable []Unreadable, record uint64) {
	c.start(batch)
	rows := len(batch.Ages)
	u, v := 0, 0
	for row := 0; row < rows; {
		for u < len(unreadable) && unreadable[u].Before == uint32(row) {
			record++
			u++
		}
		if v < len(violations) && violations[v].Row == uint32(row) {
			for v < len(violations) && violations[v].Row == uint32(row) {
				v++
			}
			record++
			row++
			continue
		}
		// The rows up to the next unreadable record or violation are added together.
		end := rows
		if u < len(unreadable) && unreadable[u].Before > uint32(row) {
			end = min(end, int(unreadable[u].Before))
		}
		if v < len(violations) && violations[v].Row > uint32(row) {
			end = min(end, int(violations[v].Row))
		}
		c.add(batch.Emails, row, end, record)
		record += uint64(end - row)
		row = end
	}
	for u < len(unreadable) && unreadable[u].Before == uint32(rows) {
		u++
	}
	if u < len(unreadable) {
		panic("process: unreadable record " + strconv.Itoa(u) + " comes before row " +
			strconv.FormatUint(uint64(unreadable[u].Before), 10) + ", expected ascending rows up to " + strconv.Itoa(rows))
	}
	if v < len(violations) {
		panic("process: violation " + strconv.Itoa(v) + " names row " +
			strconv.FormatUint(uint64(violations[v].Row), 10) + ", expected ascending rows under " + strconv.Itoa(rows))
	}
}

// start removes all candidates and makes room for every row of a batch.
func (c *candidates) start(batch Batch) {
	batch.checkEmailEnds()
	rows := len(batch.Ages)
	c.rows, c.hashes = columns.Room(c.rows, rows), columns.Room(c.hashes, rows)
	c.emails.Reset(rows, len(batch.Emails.Text))
	c.numbers.ResetNumbers(rows)
	c.accepted = columns.Room(c.accepted, rows)
}

// add adds the rows from row up to but not including end. The first of them is that record.
func (c *candidates) add(emails columns.Column, row, end int, record uint64) {
	c.emails.AppendLower(emails, row, end)
	c.numbers.AppendNumbers(record, end-row)
	c.rows = columns.AppendRange(c.rows, row, end)
}
