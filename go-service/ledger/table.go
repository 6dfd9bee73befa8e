package ledger

import "unsafe"

// table maps byte strings to numbers under 2^56, exactly: a key is compared byte for byte before it counts as found.
//
// Entries lie one after the other in chunks, each as a header (8 bytes: number and length) and the key. A slot of the
// hash table holds the upper half of the key's hash and the entry's position: 8 bytes, in a table that is between 3/8
// and 3/4 full. So a key of n bytes takes n + 8 bytes and 10.7 to 21.3 bytes of slots: 45 to 55 bytes for an address
// of 26. While the table doubles, old and new slots exist together.
//
// Nothing in it is a pointer but the list of chunks, so a garbage collector has next to nothing to scan; and
// chunks, once filled, are never copied.
//
// The slot's index is the top bits of the hash. Doubling therefore needs neither keys nor hashes, only the
// slots, and reads and writes them front to back.
type table struct {
	slots  []uint64
	shift  uint // index = hash >> shift
	count  int
	chunks [][]byte // chunks[0] is never used, so that position 0 means an empty slot
	used   int      // bytes of the last chunk that hold entries
}

const (
	// A chunk starts at a multiple of 64 KiB among the positions. A longer key has a chunk of its own.
	chunkBits = 16
	chunkSize = 1 << chunkBits
	// The first ones are smaller, as are the first slots, since many an instance is asked once, for one record: from them
	// on, each is twice as large as the one before.
	firstChunk = 1 << 10
	firstSlots = 6 // as a power of two

	// From the first slot of a key on, those of its group are tried, around its end, then the next group in the same
	// order. A group is a cache line, so that one load from memory will mostly do.
	group = 8
)

// at returns the position of a key's entry. A new key gets one with a number.
func (t *table) at(hash uint64, key []byte, number uint64) (position uint32, fresh bool) {
	t.makeRoom(len(key))
	slot, position := find(t.slots, t.chunks, t.shift, hash, key)
	if position != 0 {
		return position, false
	}
	last := len(t.chunks) - 1
	entry(t.chunks[last][t.used:]).put(number, key)
	position = positionOf(last, t.used)
	t.slots[slot] = slotOf(hash, position)
	t.used += entrySize(len(key))
	t.count++
	return position, true
}

func slotOf(hash uint64, position uint32) uint64 { return hash>>32<<32 | uint64(position) }
func positionOf(chunk, offset int) uint32        { return uint32(chunk<<chunkBits + offset) }
func (t *table) entry(position uint32) entry     { return entryAt(t.chunks, position) }

//go:inline
//go:nobounds
func entryAt(chunks [][]byte, position uint32) entry {
	return entry(chunks[position>>chunkBits][position%chunkSize:])
}

// find returns the slot of a key, and the position of its entry: 0 where it has none.
//
//go:inline
//go:nobounds
func find(slots []uint64, chunks [][]byte, shift uint, hash uint64, key []byte) (slot int, position uint32) {
	first := firstSlot(slots, shift, hash)
	for i := first; ; i = nextSlot(slots, i, first) {
		slot := slots[i]
		if slot == 0 {
			return i, 0
		}
		if (slot^hash)>>32 == 0 && entryAt(chunks, uint32(slot)).holds(key) {
			return i, uint32(slot)
		}
	}
}

//go:inline
func firstSlot(slots []uint64, shift uint, hash uint64) int {
	return int(hash>>(shift&63)) & (len(slots) - 1)
}

//go:inline
func nextSlot(slots []uint64, i, first int) int {
	i = i&^(group-1) | (i+1)&(group-1)
	if (i^first)&(group-1) == 0 {
		i = (i + group) & (len(slots) - 1)
	}
	return i
}

// makeRoom sees to it that a key of a length can be added.
func (t *table) makeRoom(length int) {
	if t.count >= len(t.slots)/4*3 {
		t.grow()
	}
	if len(t.chunks) == 0 {
		t.chunks = append(t.chunks, nil)
	}
	last := len(t.chunks) - 1
	if t.used+entrySize(length) <= len(t.chunks[last]) {
		return
	}
	if len(t.chunks) == 1<<(32-chunkBits) {
		panic("remember an address: more than 4 GiB of them")
	}
	t.chunks[last] = t.chunks[last][:t.used]
	size := min(chunkSize, firstChunk<<min(last, chunkBits))
	t.chunks = append(t.chunks, make([]byte, max(size, entrySize(length))))
	t.used = 0
}

// grow doubles the slots. Equal top bits stay together, so each lands at twice its index or near it.
func (t *table) grow() {
	bits := firstSlots
	if len(t.slots) > 0 {
		bits = int(64-t.shift) + 1
	}
	old := t.slots
	t.slots = makeSlots(1 << bits)
	t.shift = uint(64 - bits)
	spread(t.slots, old, t.shift)
}

// makeSlots returns slots whose groups are cache lines.
func makeSlots(n int) []uint64 {
	slots := make([]uint64, n+group-1)
	start := int(-(uintptr(unsafe.Pointer(&slots[0])) / 8) % group)
	return slots[start : start+n]
}

// spread puts old slots into new ones. Those that are taken are collected first, without a branch that would be
// predicted wrongly for many of them.
//
//go:noinline
//go:nobounds
func spread(slots, old []uint64, shift uint) {
	var taken [64]uint64
	for ; len(old) > 0; old = old[len(taken):] {
		n := 0
		for i := range taken {
			taken[n] = old[i]
			if old[i] != 0 {
				n++
			}
		}
		for _, slot := range taken[:n] {
			first := firstSlot(slots, shift, slot)
			i := first
			for slots[i] != 0 {
				i = nextSlot(slots, i, first)
			}
			slots[i] = slot
		}
	}
}

// each visits all entries in the order in which they were added.
func (t *table) each(visit func(key []byte, number uint64)) {
	for i, chunk := range t.chunks {
		if i == len(t.chunks)-1 {
			chunk = chunk[:t.used]
		}
		for len(chunk) > 0 {
			key := entry(chunk).key()
			visit(key, entry(chunk).number())
			chunk = chunk[entrySize(len(key)):]
		}
	}
}
