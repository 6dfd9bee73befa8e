package columns

// Counter counts keys. Its zero value is ready for use.
//
// It is a hash table of its own, because TinyGo's maps are slow to grow: see README.md. All of it lies in a few slices
// without pointers, so the garbage collector has nothing to scan. Keys are compared byte for byte.
//
// In most files a few keys are most of the values. Those are found in `recent`, by a hash of a few instructions. Keys that
// collide there are only slower, because each of them is looked up in the table.
type Counter struct {
	keys   Buffer
	hashes []uint64
	counts []uint64
	slots  []uint32                // 1 + the position of a key; 0 is free. At most half of them are used.
	recent [1 << recentBits]uint32 // likewise
}

const (
	recentBits = 12
	firstSlots = 64 // as many as fit a small batch; a power of two
)

var counterKey HashKey

// Add adds n to the count of a key.
func (c *Counter) Add(key []byte, n uint64) {
	position := c.recentPosition(key)
	if position < 0 {
		position = int(c.Locate(key, true))
	}
	c.counts[position] += n
}

// LocateRecent writes the positions of what follows the last byte that is b (see AfterLast) in the values from `from` on, up
// to the first that isn't among the recent keys. It returns that value, or the number of values. positions has an entry for
// each value.
//
//go:noinline
//go:nobounds
func (c *Counter) LocateRecent(values *Buffer, from int, b byte, positions []uint32) int {
	for i := from; i < len(values.Ends); i++ {
		position := c.recentPosition(AfterLast(values.At(i), b))
		if position < 0 {
			return i
		}
		positions[i] = uint32(position)
	}
	return len(values.Ends)
}

// Locate returns the position of a key. A new key is added with a count of 0. With `recent`, the key is then among the recent
// ones.
func (c *Counter) Locate(key []byte, recent bool) uint32 {
	position := c.position(key)
	if recent {
		c.recent[recentIndex(key)] = position + 1
	}
	return position
}

// Count adds 1 to the counts of those positions that are chosen. Each choice is an index of positions.
//
//go:noinline
//go:nobounds
func (c *Counter) Count(positions, chosen []uint32) {
	for _, i := range chosen {
		c.counts[positions[i]]++
	}
}

// Len returns the number of different keys with a count.
func (c *Counter) Len() int {
	length := 0
	for _, count := range c.counts {
		if count > 0 {
			length++
		}
	}
	return length
}

// Each visits all keys with a count in the order in which they were first added.
func (c *Counter) Each(visit func(key []byte, count uint64)) {
	for i, count := range c.counts {
		if count > 0 {
			visit(c.keys.At(i), count)
		}
	}
}

// position returns the position of a key, and adds the key if it is new.
func (c *Counter) position(key []byte) uint32 {
	if 2*len(c.counts) >= len(c.slots) {
		c.slots = make([]uint32, max(firstSlots, 2*len(c.slots)))
		c.fill()
	}
	hash := HashOf(key, &counterKey).First
	slot := c.find(hash, key)
	if c.slots[slot] == 0 {
		c.keys.Text = append(c.keys.Text, key...)
		c.keys.End()
		c.hashes = append(c.hashes, hash)
		c.counts = append(c.counts, 0)
		c.slots[slot] = uint32(len(c.counts))
	}
	return c.slots[slot] - 1
}

// find returns the slot of a key, and the free slot for it if it is new.
//
//go:noinline
//go:nobounds
func (c *Counter) find(hash uint64, key []byte) int {
	slot := int(hash) & (len(c.slots) - 1)
	for c.slots[slot] != 0 {
		position := int(c.slots[slot] - 1)
		if c.hashes[position] == hash {
			if found := c.keys.At(position); len(found) == len(key) && equal(found, key) {
				break
			}
		}
		slot = (slot + 1) & (len(c.slots) - 1)
	}
	return slot
}

// fill puts all keys into slots that are free.
//
//go:noinline
//go:nobounds
func (c *Counter) fill() {
	for position, hash := range c.hashes {
		slot := int(hash) & (len(c.slots) - 1)
		for c.slots[slot] != 0 {
			slot = (slot + 1) & (len(c.slots) - 1)
		}
		c.slots[slot] = uint32(position + 1)
	}
}

// recentPosition returns the position of a key if it is among the recent ones, and otherwise a negative number.
//
//go:inline
//go:nobounds
func (c *Counter) recentPosition(key []byte) int {
	position := int(c.recent[recentIndex(key)]) - 1
	if position >= 0 {
		if recent := c.keys.At(position); len(recent) != len(key) || !equal(recent, key) {
			return -1
		}
	}
	return position
}

// recentIndex hashes a key's first and last eight bytes and its length.
//
//go:inline
//go:nobounds
func recentIndex(key []byte) uint32 {
	const factor = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio
	n := len(key)
	first, last := uint64(0), uint64(0)
	if n >= 8 {
		first, last = word(key, 0), word(key, n-8)
	} else {
		for i := 0; i < n; i++ {
			first = first<<8 | uint64(key[i])
		}
	}
	return uint32((first*factor ^ last + uint64(n)) * factor >> (64 - recentBits))
}
