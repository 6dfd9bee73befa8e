package ledger

import "strconv"

// candidates are the rows of a batch that have no violations, by the column: the keys and values of the store are
// made of them, and then what becomes of them.
type candidates struct {
	count  int
	rows   []uint32  // positions in the batch
	emails []byte    // in lower case; address i is emails[ends[i-1]:ends[i]]
	ends   []uint32  // as many as rows
	hashes []hash128 // of the addresses
	taken  uint32    // how much of the batch's text is behind

	numbers    []byte // of the records, decimal
	numberEnds []uint32
}

// start empties it, and makes room for all rows of a batch.
func (c *candidates) start(batch Batch) {
	rows, text := len(batch.Ages), len(batch.Emails.Text)
	c.count, c.taken = 0, 0
	c.emails, c.numbers = c.emails[:0], c.numbers[:0]
	if len(c.rows) < rows {
		rows += rows / 2
		c.rows, c.ends, c.numberEnds = make([]uint32, rows), make([]uint32, rows), make([]uint32, rows)
		c.hashes = make([]hash128, rows)
	}
	if cap(c.emails) < text {
		c.emails = make([]byte, 0, text+text/2)
	}
	if most := rows*maxDigits + 8; cap(c.numbers) < most {
		c.numbers = make([]byte, 0, most)
	}
}

// add takes rows of the batch, the first of which is a record of that number.
func (c *candidates) add(emails Column, row, end int, record uint64) {
	begin := uint32(0)
	if row > 0 {
		begin = emails.Ends[row-1]
	}
	if begin < c.taken || begin > uint32(len(emails.Text)) {
		panic(misplaced(begin, c.taken, emails))
	}
	length := uint32(len(c.emails))
	if good := c.addEnds(emails.Ends[row:end], begin, length, row, uint32(len(emails.Text))); good < end-row {
		if good > 0 {
			begin = emails.Ends[row+good-1]
		}
		panic(misplaced(emails.Ends[row+good], begin, emails))
	}
	c.taken = emails.Ends[end-1]
	c.emails = c.emails[:length+c.taken-begin]
	lowerASCII(c.emails[length:], emails.Text[begin:c.taken])
	c.numbers = putNumbers(c.numbers, c.numberEnds[c.count:c.count+end-row], record)
	c.count += end - row
}

func misplaced(end, least uint32, emails Column) string {
	return "process: column `emails`: a value ends at byte " + strconv.FormatUint(uint64(end), 10) + ", expected " +
		strconv.FormatUint(uint64(least), 10) + " to " + strconv.Itoa(len(emails.Text))
}

// addEnds writes the positions of rows whose addresses end there, and the ends of these in its own text, where the
// first begins at byte own. It returns how many are good.
//
//go:noinline
//go:nobounds
func (c *candidates) addEnds(ends []uint32, begin, own uint32, row int, length uint32) int {
	rows, owns, shift := c.rows[c.count:], c.ends[c.count:], own-begin
	for i, end := range ends {
		if begin > end || end > length {
			return i
		}
		rows[i] = uint32(row + i)
		owns[i] = end + shift
		begin = end
	}
	return len(ends)
}

//go:inline
//go:nobounds
func (c *candidates) email(i int) []byte {
	begin := uint32(0)
	if i > 0 {
		begin = c.ends[i-1]
	}
	return c.emails[begin:c.ends[i]]
}

// hash hashes all addresses, a block at a time.
//
//go:noinline
//go:nobounds
func (c *candidates) hash() {
	var states [blockRows]sip
	begin := uint32(0)
	for first := 0; first < c.count; first += blockRows {
		behind := min(first+blockRows, c.count)
		for i := first; i < behind; i++ {
			end := c.ends[i]
			states[i-first] = absorbed(c.emails[begin:end])
			begin = end
		}
		// A loop of its own, since this part of the hash has no branch that depends on an address's length.
		for i := first; i < behind; i++ {
			c.hashes[i] = states[i-first].finish()
		}
	}
}

// number returns the digits of a candidate's record.
func (c *candidates) number(i int) []byte {
	begin := uint32(0)
	if i > 0 {
		begin = c.numberEnds[i-1]
	}
	return c.numbers[begin:c.numberEnds[i]]
}
