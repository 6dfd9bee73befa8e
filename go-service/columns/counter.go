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
	if !c.addRecent(key, n) {
		position := c.position(key)
		c.counts[position] += n
		c.recent[recentIndex(key)] = position + 1
	}
}

// AddAfterLast counts, for the values at some positions, what follows the last byte that is b (see AfterLast).
func (c *Counter) AddAfterLast(values *Buffer, positions []uint32, b byte) {
	for {
		positions = positions[c.addRecentAfterLast(values, positions, b):]
		if len(positions) == 0 {
			return
		}
		c.Add(AfterLast(values.At(int(positions[0])), b), 1)
		positions = positions[1:]
	}
}

// addRecentAfterLast does that up to the first key that isn't among the recent ones, and returns how many it has counted.
//
//go:noinline
//go:nobounds
func (c *Counter) addRecentAfterLast(values *Buffer, positions []uint32, b byte) int {
	for i, position := range positions {
		if !c.addRecent(AfterLast(values.At(int(position)), b), 1) {
			return i
		}
	}
	return len(positions)
}

// Len returns the number of different keys.
func (c *Counter) Len() int { return len(c.counts) }

// Each visits all keys in the order in which they were first added.
func (c *Counter) Each(visit func(key []byte, count uint64)) {
	for i, count := range c.counts {
		visit(c.keys.At(i), count)
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

// addRecent adds n to the count of a key if it is among the recent ones.
//
//go:inline
//go:nobounds
func (c *Counter) addRecent(key []byte, n uint64) bool {
	position := int(c.recent[recentIndex(key)]) - 1
	if position < 0 {
		return false
	}
	if recent := c.keys.At(position); len(recent) != len(key) || !equal(recent, key) {
		return false
	}
	c.counts[position] += n
	return true
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
