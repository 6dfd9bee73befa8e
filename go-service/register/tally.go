package register

import "encoding/binary"

// tally counts. Whatever it is told, accepted + rejected = read once a record is done with.
type tally struct {
	read, accepted, rejected uint64

	rules      [256]uint64
	defects    [fields][defects]uint64
	duplicates uint64

	ages      [256]uint64
	otherAges table   // ages from 256 on, which the default rules reject: 4 bytes, big-endian → accepted
	domains   domains // in lower case → accepted
}

// violation counts one broken rule. The record itself is counted once, by the caller.
func (t *tally) violation(rule Rule) {
	t.rules[rule]++
}

// unreadable counts a record that could not be read.
func (t *tally) unreadable(field Field, defect Defect) {
	t.defects[field][defect]++
	t.rejected++
	t.read++
}

// block counts what was taken of a block.
func (t *tally) block(b *block, ages []uint32) {
	t.accepted += uint64(b.accepted)
	t.duplicates += uint64(b.duplicates)
	t.rejected += uint64(b.duplicates)
	for _, row := range b.acceptedRows[:b.accepted] {
		if age := ages[row]; age < uint32(len(t.ages)) {
			t.ages[age]++
		} else {
			t.countOther(age)
		}
	}
	t.domains.count(b)
	for _, row := range b.unknownRows[:b.unknown] {
		t.domains.countOne(domain(b.email(int(row))))
	}
}

func (t *tally) countOther(age uint32) {
	key := binary.BigEndian.AppendUint32(nil, age)
	position, _ := t.otherAges.at(hash(key).low, key, 0)
	t.otherAges.entry(position).increment()
}
