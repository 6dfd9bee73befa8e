package register

import "encoding/binary"

// tally counts. Whatever it is told, accepted + rejected = read once a record is done with.
type tally struct {
	read, accepted, rejected uint64

	rules      [256]uint64
	defects    [fields][defects]uint64
	duplicates uint64

	ages      [256]uint64
	otherAges table // ages from 256 on, which today's rules reject: 4 bytes, big-endian → accepted
	domains   table // in lower case → accepted
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

// accept counts an accepted user.
func (t *tally) accept(domain []byte, age uint32) {
	t.accepted++
	if age < uint32(len(t.ages)) {
		t.ages[age]++
	} else {
		key := binary.BigEndian.AppendUint32(nil, age)
		t.otherAges.increment(key)
	}
	t.domains.increment(domain)
}

// increment adds 1 to a key's number.
func (t *table) increment(key []byte) {
	number, _ := t.at(hash64(key), key)
	binary.LittleEndian.PutUint64(number[:], binary.LittleEndian.Uint64(number[:])+1)
}
