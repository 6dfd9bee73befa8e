package ledger

// blockRows is how many rows go through each step together.
const blockRows = 64

// block is some candidates. Each step is a loop that does one thing with all of them, so that the processor works on
// several rows at a time.
type block struct {
	accepted, unknown int

	acceptedRows [blockRows]uint8
	unknownRows  [blockRows]uint8 // accepted ones whose domain isn't counted yet
}

// accept takes the first rows of a block but those that are known, which ascend and come from row first on. It returns
// how many of these are in the block.
//
//go:noinline
//go:nobounds
func (b *block) accept(rows int, known []uint32, first int) int {
	accepted, seen := 0, 0
	for row := 0; row < rows; row++ {
		if seen < len(known) && known[seen] == uint32(first+row) {
			seen++
			continue
		}
		b.acceptedRows[accepted] = uint8(row)
		accepted++
	}
	b.accepted = accepted
	return seen
}

// putIDs writes the ids of the accepted rows to dst, one after the other.
//
//go:noinline
//go:nobounds
func (b *block) putIDs(dst []byte, hashes []hash128) {
	for i := 0; i < b.accepted; i++ {
		putID(dst[i*idLength:], hashes[b.acceptedRows[i]])
	}
}
