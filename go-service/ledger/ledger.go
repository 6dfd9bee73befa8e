// Package ledger holds the business rules for the users of one run: ids, duplicates, totals. It asks a [Validator] for
// everything that can be judged record by record, keeps what it has accepted in a [Storage], and knows nothing about
// components. Package columns has the machinery that makes it fast.
//
// To read it from the top: ledger.go (one batch), candidates.go, canonical.go, persist.go, id.go, tally.go, totals.go.
package ledger

import (
	"strconv"

	"polyglot.example/go-service/columns"
)

// Ledger is one run, or with [Ledger.NumberFrom] a part of one. Its records are numbered from 1 in the order in which they come.
type Ledger struct {
	validator  Validator
	storage    Storage
	settings   Settings
	configured bool
	stores     stores
	tally      tally
	// elsewhere is how many of the run's records so far other ledgers have judged; the tally doesn't count them.
	elsewhere uint64

	// Reused from call to call, so that a row needs no allocation.
	candidates candidates
	users      userColumns
	duplicates []Duplicate
	known      []KnownUser
	ids        []byte
	idEnds     []uint32
	one        struct{ name, email, age [1]uint32 }

	described []Description // by rule, as far as they have been asked for
}

// Settings are the options of a run.
type Settings struct {
	// UniqueEmail is whether only the first record with an address is accepted.
	UniqueEmail bool
	// KeepUsers is whether the store keeps the users themselves, so that later imports recognise them.
	KeepUsers bool
	// MaxAge is the highest age that the validator allows, for messages.
	MaxAge uint32
}

// defaultMaxAge is the default of `max-age` in my:user-validator.
const defaultMaxAge = 150

// New returns an empty ledger in which addresses are unique and no users are kept.
func New(validator Validator, storage Storage) *Ledger {
	return &Ledger{validator: validator, storage: storage, settings: Settings{UniqueEmail: true, MaxAge: defaultMaxAge}}
}

// Configure replaces the validator and the settings. It panics if it is called twice, or after a record has come.
func (l *Ledger) Configure(validator Validator, settings Settings) {
	if l.configured {
		panic("configure: called twice, expected once at most")
	}
	if l.tally.read > 0 {
		panic("configure: called after record " + strconv.FormatUint(l.tally.read, 10) + ", expected before the first")
	}
	l.validator, l.settings, l.configured = validator, settings, true
}

// NumberFrom numbers the next record, where several ledgers share a storage and each judges some of a run's records. It panics
// if the number has passed.
func (l *Ledger) NumberFrom(record uint64) {
	if next := l.next(); record < next {
		panic("number-from: found record " + strconv.FormatUint(record, 10) + ", expected at least " + strconv.FormatUint(next, 10))
	}
	l.elsewhere = record - 1 - l.tally.read
}

// next is the number of the next record.
func (l *Ledger) next() uint64 {
	return l.elsewhere + l.tally.read + 1
}

// Process accepts or rejects the rows of a batch. Unreadable records among the rows ascend by Before. A row can be a
// duplicate of an earlier row of its batch. The validator is called once, and so is the store.
//
// The outcome is valid until the next call. Process panics if its arguments contradict each other, or if the validator's
// answer does not fit the batch. An error is one of the store, and then nothing of the batch is counted.
func (l *Ledger) Process(batch Batch, unreadable []Unreadable) (Outcome, error) {
	batch.check()
	violations := l.validator.Violations(batch)
	l.candidates.collect(batch, violations, unreadable, l.next())
	l.candidates.identify(&l.tally.domains, l.validator)
	taken, err := l.persist(batch)
	if err != nil {
		return Outcome{}, err
	}
	l.tally.reject(violations, len(batch.Ages)-len(l.candidates.rows), unreadable)
	l.tally.rejectTaken(l.duplicates, l.known)
	l.accept(batch.Ages, taken)
	return Outcome{violations, l.duplicates, l.known, l.ids, l.idEnds[:len(l.ids)/idLength]}, nil
}

// accept gives ids to the candidates and counts them, except those whose address is taken; `taken` ascends.
func (l *Ledger) accept(ages []uint32, taken []uint32) {
	c := &l.candidates
	c.accepted = columns.AppendOthers(c.accepted, len(c.rows), taken)
	l.ids = appendIDs(columns.Room(l.ids, len(c.rows)*idLength), c.hashes, c.accepted)
	// Ids all have the same length, so their ends are the same for every batch.
	for n := len(l.idEnds); n < len(c.rows); n++ {
		l.idEnds = append(l.idEnds, uint32((n+1)*idLength))
	}
	l.tally.accept(c, ages)
}
