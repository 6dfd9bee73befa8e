package register

// blockRows is how many rows go through each step together.
const blockRows = 64

// block is some rows of a batch. Each step is a loop that does one thing with all of them, so that the processor works
// on several rows at a time.
type block struct {
	lower  []byte                // the batch's addresses in lower case
	ends   [blockRows + 1]uint32 // address i is lower[ends[i]:ends[i+1]]
	states [blockRows]sip
	hashes [blockRows]hash128

	accepted, duplicates, unknown int

	acceptedRows  [blockRows]uint8
	duplicateRows [blockRows]Duplicate
	unknownRows   [blockRows]uint8 // accepted ones whose domain isn't counted yet

	touched uint64 // means nothing, but a load whose result is not used would be left out
}

//go:inline
//go:nobounds
func (b *block) email(row int) []byte {
	return b.lower[b.ends[row]:b.ends[row+1]]
}

// hash begins a block of rows whose addresses end there, and hashes these. It returns how many ends are good.
//
//go:noinline
//go:nobounds
func (b *block) hash(ends []uint32) int {
	b.accepted, b.duplicates = 0, 0
	begin, length := b.ends[0], uint32(len(b.lower))
	for i, end := range ends {
		if begin > end || end > length {
			return i
		}
		b.states[i] = absorbed(b.lower[begin:end])
		b.ends[i+1] = end
		begin = end
	}
	// A loop of its own, since this part of the hash has no branch that depends on an address's length.
	for i := range ends {
		b.hashes[i] = b.states[i].finish()
	}
	return len(ends)
}

// touch loads the slots where the addresses would be. The table is much larger than the caches: loads that don't wait
// for one another take a fraction of the time that they take one by one, with a row's work between them.
//
//go:noinline
//go:nobounds
func (b *block) touch(emails *table, rows int) {
	slots, shift := emails.slots, emails.shift
	sum := uint64(0)
	for i := 0; i < rows; i++ {
		sum += slots[firstSlot(slots, shift, b.hashes[i].low)]
	}
	b.touched = sum
}

// remember takes rows, the first of which is a record of that number, until the table's last chunk is full. It returns
// the first row that it didn't take. The slots have room for a block more than they should hold.
//
//go:noinline
//go:nobounds
func (b *block) remember(emails *table, row, end int, record uint64) int {
	slots, chunks, shift := emails.slots, emails.chunks, emails.shift
	last, used := len(chunks)-1, emails.used
	chunk := chunks[last]
	before, accepted, duplicates := b.accepted, b.accepted, b.duplicates
	for ; row < end; row++ {
		email, hash := b.email(row), b.hashes[row].low
		if used+entrySize(len(email)) > len(chunk) {
			break
		}
		slot, position := find(slots, chunks, shift, hash, email)
		if position == 0 {
			entry(chunk[used:]).put(record, email)
			slots[slot] = slotOf(hash, positionOf(last, used))
			used += entrySize(len(email))
			b.acceptedRows[accepted] = uint8(row)
			accepted++
		} else {
			b.duplicateRows[duplicates] = Duplicate{uint32(row), entryAt(chunks, position).number()}
			duplicates++
		}
		record++
	}
	emails.used = used
	emails.count += accepted - before
	b.accepted, b.duplicates = accepted, duplicates
	return row
}

// accept takes rows, whatever their addresses.
func (b *block) accept(row, end int) {
	for ; row < end; row++ {
		b.acceptedRows[b.accepted] = uint8(row)
		b.accepted++
	}
}

// putIDs writes the ids of the accepted rows to dst, one after the other.
//
//go:noinline
//go:nobounds
func (b *block) putIDs(dst []byte) {
	for i := 0; i < b.accepted; i++ {
		putID(dst[i*idLength:], b.hashes[b.acceptedRows[i]])
	}
}
