// Package callmemory is the memory that a component's callers write into: the arguments, before an export runs, and the
// results of imports, while it runs.
package callmemory

import "unsafe"

// Memory hands out memory that is neither moved nor changed until the call is over. Its zero value is ready for use.
//
// It must be a global variable, so that the garbage collector always finds the blocks. These are byte slices, so their
// content is never mistaken for pointers. The largest block is kept for the next call, so that calls of similar size
// create no garbage.
type Memory struct {
	blocks []block // each at least twice as long as the previous one; the last one is in use
	ended  bool
}

type block struct {
	bytes []byte
	used  uintptr
}

const firstBlock = 4 << 10

// nothing is the address of empty values.
var nothing uint64

// Reallocate returns size bytes with an alignment, which is a power of 2. They begin with the oldSize bytes at old. The
// first request after End frees everything that was handed out before.
func (m *Memory) Reallocate(old unsafe.Pointer, oldSize, align, size uintptr) unsafe.Pointer {
	if m.ended {
		m.ended = false
		m.release()
	}
	if size == 0 {
		return unsafe.Pointer(&nothing)
	}
	if size <= oldSize || oldSize > 0 && m.extend(old, oldSize, size) {
		return old
	}
	fresh := m.allocate(align, size)
	copy(unsafe.Slice((*byte)(fresh), size), unsafe.Slice((*byte)(old), oldSize))
	return fresh
}

// End marks the end of the call. Its memory is kept until the next request, because the caller has yet to read the result.
func (m *Memory) End() {
	m.ended = true
}

// release drops all blocks except the largest.
func (m *Memory) release() {
	last := len(m.blocks) - 1
	if last < 0 {
		return
	}
	m.blocks[0] = block{bytes: m.blocks[last].bytes}
	clear(m.blocks[1:])
	m.blocks = m.blocks[:1]
	if stress {
		overwrite(m.blocks[0].bytes)
	}
}

func (m *Memory) allocate(align, size uintptr) unsafe.Pointer {
	if stress {
		collect()
	}
	last := len(m.blocks) - 1
	if last < 0 || !m.blocks[last].fits(align, size) {
		length := max(firstBlock, size+align)
		if length < size {
			panic("allocate: more bytes than there are addresses")
		}
		if last >= 0 {
			length = max(length, 2*uintptr(len(m.blocks[last].bytes)))
		}
		m.blocks = append(m.blocks, block{bytes: make([]byte, length)})
		last++
	}
	current := &m.blocks[last]
	start := current.start(align)
	current.used = start + size
	return unsafe.Pointer(&current.bytes[start])
}

// extend grows the value at old in place, if it was handed out last and its block has room.
func (m *Memory) extend(old unsafe.Pointer, oldSize, size uintptr) bool {
	last := len(m.blocks) - 1
	if last < 0 {
		return false
	}
	current := &m.blocks[last]
	start := uintptr(old) - current.base()
	if start+oldSize != current.used || size > uintptr(len(current.bytes))-start {
		return false
	}
	current.used = start + size
	return true
}

func (b *block) base() uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(b.bytes)))
}

// start returns the first unused offset whose address is a multiple of align.
func (b *block) start(align uintptr) uintptr {
	return (b.base()+b.used+align-1)&^(align-1) - b.base()
}

func (b *block) fits(align, size uintptr) bool {
	start, length := b.start(align), uintptr(len(b.bytes))
	return start <= length && size <= length-start
}
