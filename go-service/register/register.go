package register

import (
	"encoding/binary"
	"strconv"
)

// Register is one run: records are numbered from 1 as they come, and an address is remembered, once accepted, as
// long as the register lives.
type Register struct {
	validator Validator
	emails    table // address in lower case → number of the record that was accepted with it
	tally     tally

	// Reused from call to call, so that a row costs no allocation.
	lower      []byte
	hashes     [ahead]hash128
	touched    uint64 // means nothing, but a load whose result is not used would be left out
	ids        []byte
	idEnds     []uint32
	duplicates []Duplicate
	one        struct{ name, email, age [1]uint32 }

	described []Description // by rule, as far as asked for
}

// New returns an empty register.
func New(validator Validator) *Register {
	return &Register{validator: validator}
}

// Process takes a batch and the unreadable records among its rows, which ascend by Before. Rows are judged one
// after the other, so a row can be a duplicate of an earlier one of its batch.
//
// The outcome is valid until the next call. Process panics where its arguments contradict themselves, or where
// the validator's answer does not fit the batch.
func (r *Register) Process(batch Batch, unreadable []Unreadable) Outcome {
	batch.check()
	rows := uint32(len(batch.Ages))
	violations := r.validator.Violations(batch)
	r.start(len(batch.Ages))

	lower := r.fold(batch.Emails.Text)
	u, v, begin := 0, 0, uint32(0)
	for row := uint32(0); row < rows; row++ {
		for u < len(unreadable) && unreadable[u].Before == row {
			r.tally.unreadable(unreadable[u].Field, unreadable[u].Defect)
			u++
		}
		if row%ahead == 0 {
			r.lookAhead(lower, batch.Emails.Ends[row:min(row+ahead, rows)], begin)
		}
		end := batch.Emails.Ends[row]
		email := lower[begin:end]
		begin = end
		r.tally.read++
		if v < len(violations) && violations[v].Row == row {
			for v < len(violations) && violations[v].Row == row {
				r.tally.violation(violations[v].Rule)
				v++
			}
			r.tally.rejected++
			continue
		}
		r.take(row, email, r.hashes[row%ahead], batch.Ages[row])
	}
	for ; u < len(unreadable) && unreadable[u].Before == rows; u++ {
		r.tally.unreadable(unreadable[u].Field, unreadable[u].Defect)
	}
	if u < len(unreadable) {
		panic("process: unreadable record " + strconv.Itoa(u) + " comes before row " +
			strconv.FormatUint(uint64(unreadable[u].Before), 10) + ", expected ascending rows up to " + strconv.Itoa(int(rows)))
	}
	if v < len(violations) {
		panic("process: violation " + strconv.Itoa(v) + " names row " +
			strconv.FormatUint(uint64(violations[v].Row), 10) + ", expected ascending rows under " + strconv.Itoa(int(rows)))
	}
	return Outcome{violations, r.duplicates, r.ids, r.idEnds[:len(r.ids)/idLength]}
}

// start empties the buffers and makes room for the ids of all rows.
func (r *Register) start(rows int) {
	r.duplicates = r.duplicates[:0]
	r.ids = r.ids[:0]
	if cap(r.ids) < rows*idLength {
		r.ids = make([]byte, 0, rows*idLength)
	}
	// Ids are of one length, so their ends are the same for every batch.
	for n := len(r.idEnds); n < rows; n++ {
		r.idEnds = append(r.idEnds, uint32((n+1)*idLength))
	}
}

// take accepts a row without violations, unless its address, in lower case, is taken. It is record number
// r.tally.read.
func (r *Register) take(row uint32, email []byte, hash hash128, age uint32) {
	first, fresh := r.emails.at(hash.low, email)
	if !fresh {
		r.duplicates = append(r.duplicates, Duplicate{row, binary.LittleEndian.Uint64(first[:])})
		r.tally.duplicates++
		r.tally.rejected++
		return
	}
	binary.LittleEndian.PutUint64(first[:], r.tally.read)
	r.ids = appendID(r.ids, hash)
	r.tally.accept(domain(email), age)
}

// ahead is how many rows are hashed at a time.
const ahead = 64

// lookAhead hashes the addresses with these ends, the first of which begins at begin, and then loads the slots
// where they would be. The table is much larger than the caches: loads that don't wait for one another take a
// fraction of the time that they take one by one, with a row's work between them.
func (r *Register) lookAhead(lower []byte, ends []uint32, begin uint32) {
	for i, end := range ends {
		if begin > end || end > uint32(len(lower)) {
			panic("process: column `emails`: a value ends at byte " + strconv.FormatUint(uint64(end), 10) +
				", expected " + strconv.FormatUint(uint64(begin), 10) + " to " + strconv.Itoa(len(lower)))
		}
		r.hashes[i] = hash(lower[begin:end])
		begin = end
	}
	for i := range ends {
		r.touched += r.emails.touch(r.hashes[i].low)
	}
}

// fold returns a text in ASCII lower case, which is valid until the next call.
func (r *Register) fold(text string) []byte {
	if cap(r.lower) < len(text) {
		r.lower = make([]byte, len(text)+len(text)/2)
	}
	r.lower = r.lower[:len(text)]
	lowerASCII(r.lower, text)
	return r.lower
}
