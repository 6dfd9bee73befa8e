package ledger

import "encoding/binary"

// tally counts. Whatever it is told, accepted + rejected = read once a record is done with.
type tally struct {
	read, accepted, rejected uint64

	rules      [256]uint64
	defects    [fields][defects]uint64
	duplicates uint64
	known      uint64 // users of earlier imports

	ages      [256]uint64
	otherAges table   // ages from 256 on, which the default rules reject: 4 bytes, big-endian → accepted
	domains   domains // in lower case → accepted
}

// rejects counts the records of a batch that are none of its candidates.
func (t *tally) rejects(violations []Violation, rows int, unreadable []Unreadable) {
	for _, violation := range violations {
		t.rules[violation.Rule]++
	}
	for _, record := range unreadable {
		t.defects[record.Field][record.Defect]++
	}
	t.rejected += uint64(rows + len(unreadable))
	t.read += uint64(rows + len(unreadable))
}

// block counts what was taken of a block of candidates, which begins at candidate first.
func (t *tally) block(b *block, c *candidates, first, rows int, ages []uint32) {
	t.read += uint64(rows)
	t.accepted += uint64(b.accepted)
	t.rejected += uint64(rows - b.accepted)
	for _, row := range b.acceptedRows[:b.accepted] {
		if age := ages[c.rows[first+int(row)]]; age < uint32(len(t.ages)) {
			t.ages[age]++
		} else {
			t.countOther(age)
		}
	}
	t.domains.count(b, c, first)
	for _, row := range b.unknownRows[:b.unknown] {
		t.domains.countOne(domain(c.email(first + int(row))))
	}
}

func (t *tally) countOther(age uint32) { t.otherAges.entry(t.otherAge(age)).increment() }

// otherAge returns the position of an age's count.
func (t *tally) otherAge(age uint32) uint32 {
	key := binary.BigEndian.AppendUint32(nil, age)
	position, _ := t.otherAges.at(hash(key).low, key, 0)
	return position
}
