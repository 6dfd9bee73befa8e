package ledger

import (
	"encoding/binary"

	"polyglot.example/go-service/columns"
)

// tally counts. After each call of Process, accepted + rejected = read.
type tally struct {
	read, accepted, rejected uint64

	rules      [256]uint64
	defects    [fields][defects]uint64
	duplicates uint64
	known      uint64 // users of earlier imports

	// Of the accepted users:
	ages      [256]uint64
	otherAges columns.Counter // from 256 on, which the default rules reject, as 4 bytes, big-endian
	domains   columns.Counter // in the form in which addresses are compared
}

// reject counts the records of a batch that are not candidates: unreadable ones, and rows with violations.
func (t *tally) reject(violations []Violation, rows int, unreadable []Unreadable) {
	for _, violation := range violations {
		t.rules[violation.Rule]++
	}
	for _, record := range unreadable {
		t.defects[record.Field][record.Defect]++
	}
	t.rejected += uint64(rows + len(unreadable))
	t.read += uint64(rows + len(unreadable))
}

// rejectTaken counts the rows whose address is taken.
func (t *tally) rejectTaken(duplicates []Duplicate, known []KnownUser) {
	t.duplicates += uint64(len(duplicates))
	t.known += uint64(len(known))
	t.rejected += uint64(len(duplicates) + len(known))
	t.read += uint64(len(duplicates) + len(known))
}

// accept counts the accepted candidates.
func (t *tally) accept(c *candidates, ages []uint32) {
	t.read += uint64(len(c.accepted))
	t.accepted += uint64(len(c.accepted))
	for _, i := range c.accepted {
		t.addAge(ages[c.rows[i]], 1)
	}
	t.domains.Count(c.domains, c.accepted)
}

func (t *tally) addAge(age uint32, users uint64) {
	if age < uint32(len(t.ages)) {
		t.ages[age] += users
	} else {
		t.otherAges.Add(binary.BigEndian.AppendUint32(nil, age), users)
	}
}
