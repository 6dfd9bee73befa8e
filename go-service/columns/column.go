// Package columns is the machinery that makes the ledger fast: columns of text, and loops over them that take eight
// bytes at a time and allocate nothing per row. It knows no business rules.
//
// The functions marked go:nobounds are its inner loops. TinyGo omits their bounds checks. Go ignores the mark, so the
// native tests run with all checks. Whatever these functions index is checked before they are called.
//
// They also allocate nothing and cannot panic. In a function that might, TinyGo stores each pointer in memory for its
// garbage collector.
package columns

import "unsafe"

// Column is many strings in two flat buffers: value i is Text[Ends[i-1]:Ends[i]], and value 0 starts at 0.
type Column struct {
	Text string
	Ends []uint32
}

// At returns value i.
func (c Column) At(i int) string { return c.Text[start(c.Ends, i):c.Ends[i]] }

// Misplaced returns the first value that ends before its start or after the end of the text; len(Ends) if none does.
//
//go:noinline
//go:nobounds
func (c Column) Misplaced() int {
	begin := uint32(0)
	for i, end := range c.Ends {
		if end < begin || uint64(end) > uint64(len(c.Text)) {
			return i
		}
		begin = end
	}
	return len(c.Ends)
}

// Buffer is a column that is being written. Its memory is reused after Reset.
type Buffer struct {
	Text []byte
	Ends []uint32
}

// Reset removes all values and makes room for a number of values with a total length.
func (b *Buffer) Reset(values, bytes int) {
	b.Text, b.Ends = b.Text[:0], Room(b.Ends, values)
	if cap(b.Text) < bytes {
		b.Text = make([]byte, 0, bytes+bytes/2)
	}
}

// End ends a value, which has been appended to Text.
func (b *Buffer) End() { b.Ends = append(b.Ends, uint32(len(b.Text))) }

// At returns value i. There must be one.
//
//go:inline
//go:nobounds
func (b *Buffer) At(i int) []byte { return b.Text[start(b.Ends, i):b.Ends[i]] }

// Column returns the values without copying them. It is valid until the buffer is changed.
func (b *Buffer) Column() Column { return Column{View(b.Text), b.Ends} }

// AppendLower appends the values from `from` up to but not including `to` in ASCII lower case. None of the column's
// values may be misplaced, and the buffer must have room.
func (b *Buffer) AppendLower(c Column, from, to int) {
	begin, length := start(c.Ends, from), len(b.Text)
	text := c.Text[begin:c.Ends[to-1]]
	b.Text = b.Text[:length+len(text)]
	lowerASCII(b.Text[length:], text)
	values := len(b.Ends)
	b.Ends = b.Ends[:values+to-from]
	shift(b.Ends[values:], c.Ends[from:to], uint32(length)-begin)
}

// shift writes numbers plus a distance to a slice of the same length.
//
//go:noinline
//go:nobounds
func shift(to, numbers []uint32, distance uint32) {
	for i, number := range numbers {
		to[i] = number + distance
	}
}

//go:inline
//go:nobounds
func start(ends []uint32, i int) uint32 {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// AppendRange appends the numbers from `from` up to but not including `to`. The slice must have room.
//
//go:noinline
//go:nobounds
func AppendRange(numbers []uint32, from, to int) []uint32 {
	first := len(numbers)
	numbers = numbers[:first+to-from]
	for i := from; i < to; i++ {
		numbers[first+i-from] = uint32(i)
	}
	return numbers
}

// AppendOthers appends the numbers from 0 up to but not including end, except those in a list, which ascend. The slice must
// have room.
//
//go:noinline
//go:nobounds
func AppendOthers(numbers []uint32, end int, except []uint32) []uint32 {
	all := numbers[:cap(numbers)]
	count, seen := len(numbers), 0
	for i := 0; i < end; i++ {
		if seen < len(except) && except[seen] == uint32(i) {
			seen++
			continue
		}
		all[count] = uint32(i)
		count++
	}
	return all[:count]
}

// Room returns an empty slice with room for a number of items, and reuses a slice that has it.
func Room[T any](slice []T, items int) []T {
	if cap(slice) < items {
		return make([]T, 0, items+items/2)
	}
	return slice[:0]
}

// View returns bytes as a string without copying them. They must not change while it is used.
func View(bytes []byte) string { return unsafe.String(unsafe.SliceData(bytes), len(bytes)) }
