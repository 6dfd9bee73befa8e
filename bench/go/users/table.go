package users

import "encoding/binary"

// table maps addresses to numbers. Entries lie one after the other: the number (8 bytes), the length of the address (4 bytes),
// the address. A slot has the upper half of a hash and an entry's position; 0 is an empty slot. Nothing of it has pointers,
// which the garbage collector would follow.
type table struct {
	slots   []uint64
	shift   uint // a slot's index is hash >> shift
	count   int
	entries []byte
}

const (
	firstBits = 10
	header    = 8 + 4
)

func newTable() table {
	return table{slots: make([]uint64, 1<<firstBits), shift: 64 - firstBits, entries: []byte{0}}
}

// touch loads the first slot for a key, so that it is in the cache when it is needed.
func (t *table) touch(hash uint64) uint64 { return t.slots[hash>>t.shift] }

// getOrInsert returns the number of a key, and whether it was there; otherwise it inserts fresh.
func (t *table) getOrInsert(hash uint64, key []byte, fresh uint64) (number uint64, found bool) {
	if t.count >= len(t.slots)/4*3 {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	index := hash >> t.shift
	for ; t.slots[index] != 0; index = (index + 1) & mask {
		slot := t.slots[index]
		if slot>>32 != hash>>32 {
			continue
		}
		entry := t.entries[uint32(slot):]
		length := binary.LittleEndian.Uint32(entry[8:])
		if string(entry[header:header+length]) == string(key) {
			return binary.LittleEndian.Uint64(entry), true
		}
	}
	position := uint64(len(t.entries))
	if position >= 1<<32 {
		panic("remember an address: more than 4 GiB of them")
	}
	t.entries = binary.LittleEndian.AppendUint64(t.entries, fresh)
	t.entries = binary.LittleEndian.AppendUint32(t.entries, uint32(len(key)))
	t.entries = append(t.entries, key...)
	t.slots[index] = hash>>32<<32 | position
	t.count++
	return fresh, false
}

// grow doubles the slots. The index is the top of the hash, so slots alone are moved, front to back.
func (t *table) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	t.shift--
	mask := uint64(len(t.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		index := slot >> t.shift
		for t.slots[index] != 0 {
			index = (index + 1) & mask
		}
		t.slots[index] = slot
	}
}
