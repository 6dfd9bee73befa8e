package ledger

import "strconv"

// Register is one run: records are numbered from 1 as they come. What it has accepted is in the store, and as old as
// that.
type Register struct {
	validator  Validator
	storage    Storage
	settings   Settings
	configured bool
	stores     stores
	tally      tally

	// Reused from call to call, so that a row costs no allocation.
	candidates candidates
	users      userColumns
	block      block
	ids        []byte
	idEnds     []uint32
	duplicates []Duplicate
	known      []KnownUser
	one        struct{ name, email, age [1]uint32 }

	described []Description // by rule, as far as asked for
}

// Settings is how a run is done.
type Settings struct {
	// UniqueEmail says whether an address is taken only once.
	UniqueEmail bool
	// KeepUsers says whether the store keeps the users themselves, for later imports to know.
	KeepUsers bool
}

// New returns an empty register, in which an address is taken only once, and no user is kept.
func New(validator Validator, storage Storage) *Register {
	return &Register{validator: validator, storage: storage, settings: Settings{UniqueEmail: true}}
}

// Configure has another validator judge, and says how the run is done. It panics where it is called twice, or after a
// record came.
func (r *Register) Configure(validator Validator, settings Settings) {
	if r.configured {
		panic("configure: called twice, expected once at most")
	}
	if r.tally.read > 0 {
		panic("configure: called after record " + strconv.FormatUint(r.tally.read, 10) + ", expected before the first")
	}
	r.validator, r.settings, r.configured = validator, settings, true
}

// Process takes a batch and the unreadable records among its rows, which ascend by Before. Rows are judged one
// after the other, so a row can be a duplicate of an earlier one of its batch. The validator is called once, and so is
// the store.
//
// The outcome is valid until the next call. Process panics where its arguments contradict themselves, or where
// the validator's answer does not fit the batch. An error is of the store; nothing is counted then.
func (r *Register) Process(batch Batch, unreadable []Unreadable) (Outcome, error) {
	batch.check()
	violations := r.validator.Violations(batch)
	r.collect(batch, violations, unreadable)
	known, err := r.remember(batch)
	if err != nil {
		return Outcome{}, err
	}
	r.tally.rejects(violations, len(batch.Ages)-r.candidates.count, unreadable)
	r.take(batch, known)
	return Outcome{violations, r.duplicates, r.known, r.ids, r.idEnds[:len(r.ids)/idLength]}, nil
}

// collect makes candidates of the rows without violations.
func (r *Register) collect(batch Batch, violations []Violation, unreadable []Unreadable) {
	rows, record := len(batch.Ages), r.tally.read+1
	r.candidates.start(batch)
	u, v := 0, 0
	for row := 0; row < rows; {
		for u < len(unreadable) && unreadable[u].Before == uint32(row) {
			record++
			u++
		}
		if v < len(violations) && violations[v].Row == uint32(row) {
			for v < len(violations) && violations[v].Row == uint32(row) {
				v++
			}
			record++
			row++
			continue
		}
		// The rows up to the next of either are taken together.
		end := rows
		if u < len(unreadable) && unreadable[u].Before > uint32(row) {
			end = min(end, int(unreadable[u].Before))
		}
		if v < len(violations) && violations[v].Row > uint32(row) {
			end = min(end, int(violations[v].Row))
		}
		r.candidates.add(batch.Emails, row, end, record)
		record += uint64(end - row)
		row = end
	}
	for u < len(unreadable) && unreadable[u].Before == uint32(rows) {
		u++
	}
	if u < len(unreadable) {
		panic("process: unreadable record " + strconv.Itoa(u) + " comes before row " +
			strconv.FormatUint(uint64(unreadable[u].Before), 10) + ", expected ascending rows up to " + strconv.Itoa(rows))
	}
	if v < len(violations) {
		panic("process: violation " + strconv.Itoa(v) + " names row " +
			strconv.FormatUint(uint64(violations[v].Row), 10) + ", expected ascending rows under " + strconv.Itoa(rows))
	}
	r.candidates.hash()
}

// take accepts the candidates but those that are known, which ascend: it gives ids to them, and counts.
func (r *Register) take(batch Batch, known []uint32) {
	c, b := &r.candidates, &r.block
	r.makeRoom(c.count)
	for first := 0; first < c.count; first += blockRows {
		rows := min(blockRows, c.count-first)
		known = known[b.accept(rows, known, first):]
		start := len(r.ids)
		r.ids = r.ids[:start+b.accepted*idLength]
		b.putIDs(r.ids[start:], c.hashes[first:])
		r.tally.block(b, c, first, rows, batch.Ages)
	}
}

// makeRoom sees to it that there is room for the ids of so many rows.
func (r *Register) makeRoom(rows int) {
	r.ids = r.ids[:0]
	if cap(r.ids) < rows*idLength {
		r.ids = make([]byte, 0, rows*idLength)
	}
	// Ids are of one length, so their ends are the same for every batch.
	for n := len(r.idEnds); n < rows; n++ {
		r.idEnds = append(r.idEnds, uint32((n+1)*idLength))
	}
}
