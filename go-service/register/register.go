package register

import "strconv"

// Register is one run: records are numbered from 1 as they come, and an address is remembered, once accepted, as
// long as the register lives.
type Register struct {
	validator  Validator
	repeats    bool // an address may be taken any number of times
	configured bool
	emails     table // address in lower case → number of the record that was accepted with it
	tally      tally

	// Reused from call to call, so that a row costs no allocation.
	block      block
	lower      []byte
	ids        []byte
	idEnds     []uint32
	duplicates []Duplicate
	one        struct{ name, email, age [1]uint32 }

	described []Description // by rule, as far as asked for
}

// New returns an empty register, in which an address is taken only once.
func New(validator Validator) *Register {
	return &Register{validator: validator}
}

// Configure has another validator judge, and says whether an address is taken only once. It panics where it is called
// twice, or after a record came.
func (r *Register) Configure(validator Validator, uniqueEmail bool) {
	if r.configured {
		panic("configure: called twice, expected once at most")
	}
	if r.tally.read > 0 {
		panic("configure: called after record " + strconv.FormatUint(r.tally.read, 10) + ", expected before the first")
	}
	r.validator, r.repeats, r.configured = validator, !uniqueEmail, true
}

// Process takes a batch and the unreadable records among its rows, which ascend by Before. Rows are judged one
// after the other, so a row can be a duplicate of an earlier one of its batch.
//
// The outcome is valid until the next call. Process panics where its arguments contradict themselves, or where
// the validator's answer does not fit the batch.
func (r *Register) Process(batch Batch, unreadable []Unreadable) Outcome {
	batch.check()
	rows := len(batch.Ages)
	violations := r.validator.Violations(batch)
	r.start(batch)

	u, v := 0, 0
	for first := 0; first < rows; first += blockRows {
		behind := min(first+blockRows, rows)
		r.open(batch.Emails.Ends[first:behind])
		for row := first; row < behind; {
			for u < len(unreadable) && unreadable[u].Before == uint32(row) {
				r.tally.unreadable(unreadable[u].Field, unreadable[u].Defect)
				u++
			}
			if v < len(violations) && violations[v].Row == uint32(row) {
				for v < len(violations) && violations[v].Row == uint32(row) {
					r.tally.violation(violations[v].Rule)
					v++
				}
				r.tally.read++
				r.tally.rejected++
				row++
				continue
			}
			// The rows up to the next of either are taken together.
			end := behind
			if u < len(unreadable) && unreadable[u].Before > uint32(row) {
				end = min(end, int(unreadable[u].Before))
			}
			if v < len(violations) && violations[v].Row > uint32(row) {
				end = min(end, int(violations[v].Row))
			}
			r.take(row-first, end-first)
			row = end
		}
		r.close(first, batch.Ages[first:behind])
	}
	for ; u < len(unreadable) && unreadable[u].Before == uint32(rows); u++ {
		r.tally.unreadable(unreadable[u].Field, unreadable[u].Defect)
	}
	if u < len(unreadable) {
		panic("process: unreadable record " + strconv.Itoa(u) + " comes before row " +
			strconv.FormatUint(uint64(unreadable[u].Before), 10) + ", expected ascending rows up to " + strconv.Itoa(rows))
	}
	if v < len(violations) {
		panic("process: violation " + strconv.Itoa(v) + " names row " +
			strconv.FormatUint(uint64(violations[v].Row), 10) + ", expected ascending rows under " + strconv.Itoa(rows))
	}
	return Outcome{violations, r.duplicates, r.ids, r.idEnds[:len(r.ids)/idLength]}
}

// start empties the buffers, makes room for the ids of all rows, and puts the addresses into lower case.
func (r *Register) start(batch Batch) {
	rows, text := len(batch.Ages), batch.Emails.Text
	r.duplicates = r.duplicates[:0]
	r.ids = r.ids[:0]
	if cap(r.ids) < rows*idLength {
		r.ids = make([]byte, 0, rows*idLength)
	}
	// Ids are of one length, so their ends are the same for every batch.
	for n := len(r.idEnds); n < rows; n++ {
		r.idEnds = append(r.idEnds, uint32((n+1)*idLength))
	}
	if cap(r.lower) < len(text) {
		r.lower = make([]byte, len(text)+len(text)/2)
	}
	r.lower = r.lower[:len(text)]
	lowerASCII(r.lower, text)
	r.block.lower, r.block.ends[0] = r.lower, 0
}

// open begins a block with the rows whose addresses end there.
func (r *Register) open(ends []uint32) {
	b := &r.block
	if good := b.hash(ends); good < len(ends) {
		panic("process: column `emails`: a value ends at byte " + strconv.FormatUint(uint64(ends[good]), 10) +
			", expected " + strconv.FormatUint(uint64(b.ends[good]), 10) + " to " + strconv.Itoa(len(b.lower)))
	}
	if !r.repeats {
		r.emails.makeRoom(0)
		b.touch(&r.emails, len(ends))
	}
}

// take accepts rows of the block, which have no violations, but for those whose address is taken.
func (r *Register) take(row, end int) {
	if r.repeats {
		r.block.accept(row, end)
		r.tally.read += uint64(end - row)
		return
	}
	for row < end {
		r.emails.makeRoom(len(r.block.email(row)))
		next := r.block.remember(&r.emails, row, end, r.tally.read+1)
		r.tally.read += uint64(next - row)
		row = next
	}
}

// close gives ids to the accepted rows of the block, which begins at row first, and counts.
func (r *Register) close(first int, ages []uint32) {
	b := &r.block
	for _, duplicate := range b.duplicateRows[:b.duplicates] {
		duplicate.Row += uint32(first)
		r.duplicates = append(r.duplicates, duplicate)
	}
	start := len(r.ids)
	r.ids = r.ids[:start+b.accepted*idLength]
	b.putIDs(r.ids[start:])
	r.tally.block(b, ages)
	b.ends[0] = b.ends[len(ages)]
}
