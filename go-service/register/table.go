package register

import "encoding/binary"

// table maps byte strings to 64-bit numbers, exactly: a key is compared byte for byte before it counts as found.
//
// Entries lie one after the other in chunks, each as the number (8 bytes), the key's length (4 bytes) and the key.
// A slot of the hash table holds the upper half of the key's hash and the entry's position: 8 bytes, in a table
// that is between 3/8 and 3/4 full. So a key of n bytes takes n + 12 bytes and 10.7 to 21.3 bytes of slots: 49 to
// 59 bytes for an address of 26. While the table doubles, old and new slots exist together.
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
}

const (
	// A chunk starts at a multiple of 64 KiB among the positions. A longer key has a chunk of its own.
	chunkBits  = 16
	chunkSize  = 1 << chunkBits
	firstSlots = 10 // as a power of two

	headerSize = 8 + 4 // number and length
)

// at returns the 8 bytes that hold the key's number, little-endian, and whether the key is new; then they are
// zero. They may be written to until the next call.
func (t *table) at(hash uint64, key []byte) (number *[8]byte, fresh bool) {
	if t.count >= len(t.slots)/4*3 {
		t.grow()
	}
	slots := t.slots
	mask := len(slots) - 1
	i := int(hash>>t.shift) & mask
	for slots[i] != 0 {
		if slots[i]>>32 == hash>>32 {
			if number, found := t.entry(uint32(slots[i]), key); found {
				return number, false
			}
		}
		i = (i + 1) & mask
	}
	position, number := t.add(key)
	slots[i] = hash>>32<<32 | uint64(position)
	t.count++
	return number, true
}

// touch loads the slot that a key would be looked for first.
func (t *table) touch(hash uint64) uint64 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[int(hash>>t.shift)&(len(t.slots)-1)]
}

// entry returns the number at a position, and whether it is the key's.
func (t *table) entry(position uint32, key []byte) (number *[8]byte, found bool) {
	entry := t.chunks[position>>chunkBits][position%chunkSize:]
	if binary.LittleEndian.Uint32(entry[8:]) != uint32(len(key)) {
		return nil, false
	}
	return (*[8]byte)(entry), equal(entry[headerSize:headerSize+len(key)], key)
}

// add appends an entry and returns where it lies.
func (t *table) add(key []byte) (position uint32, number *[8]byte) {
	size := headerSize + len(key)
	last := len(t.chunks) - 1
	if last < 0 || len(t.chunks[last])+size > cap(t.chunks[last]) {
		last = t.addChunk(size)
	}
	chunk := t.chunks[last]
	start := len(chunk)
	chunk = chunk[:start+size]
	t.chunks[last] = chunk
	entry := chunk[start:]
	binary.LittleEndian.PutUint32(entry[8:], uint32(len(key)))
	copy(entry[headerSize:], key)
	return uint32(last<<chunkBits + start), (*[8]byte)(entry)
}

// addChunk makes room for an entry of a size, and returns the number of the chunk that has it.
func (t *table) addChunk(size int) int {
	if len(t.chunks) == 0 {
		t.chunks = append(t.chunks, nil)
	}
	if len(t.chunks) == 1<<(32-chunkBits) {
		panic("remember an address: more than 4 GiB of them")
	}
	t.chunks = append(t.chunks, make([]byte, 0, max(chunkSize, size)))
	return len(t.chunks) - 1
}

// grow doubles the slots. Equal top bits stay together, so each lands at twice its index or a little behind.
func (t *table) grow() {
	bits := firstSlots
	if len(t.slots) > 0 {
		bits = int(64-t.shift) + 1
	}
	old := t.slots
	t.slots = make([]uint64, 1<<bits)
	t.shift = uint(64 - bits)
	mask := len(t.slots) - 1
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := int(slot >> t.shift)
		for t.slots[i&mask] != 0 {
			i++
		}
		t.slots[i&mask] = slot
	}
}

// each visits all entries in the order in which they were added.
func (t *table) each(visit func(key []byte, number uint64)) {
	for _, chunk := range t.chunks {
		for len(chunk) > 0 {
			number := binary.LittleEndian.Uint64(chunk)
			end := headerSize + binary.LittleEndian.Uint32(chunk[8:])
			visit(chunk[headerSize:end], number)
			chunk = chunk[end:]
		}
	}
}

// equal compares slices of one length. TinyGo would copy both to compare them as strings, in bytes.Equal too.
func equal(a, b []byte) bool {
	for len(a) >= 8 && len(b) >= 8 {
		if binary.LittleEndian.Uint64(a) != binary.LittleEndian.Uint64(b) {
			return false
		}
		a, b = a[8:], b[8:]
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
