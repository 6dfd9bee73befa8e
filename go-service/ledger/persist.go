package ledger

import (
	"strconv"
	"unsafe"
)

// The stores. Each has one kind of key and of value.
const (
	// addresses holds the record that has taken an address, as a number, by the address in lower case: all that a run
	// by itself needs to know. Each byte of it is a byte of memory for each user.
	addresses = "addresses"
	// users holds users, by id and address: see users.go.
	users = "users"
	// imports holds the number of the last import, under one key.
	imports    = "imports"
	lastImport = "last"
)

// stores are the handles, as far as they were asked for.
type stores struct {
	addresses, users Store
	// number is this import's, from 1; 0 before it has one.
	number uint64
}

// open opens a store once.
func (r *Register) open(name string, store *Store) error {
	if *store != nil {
		return nil
	}
	opened, err := r.storage.Open(name)
	*store = opened
	return err
}

// remember puts the candidates into the store, and returns the positions of those that it knew; it lists these as
// duplicates or known users.
func (r *Register) remember(batch Batch) ([]uint32, error) {
	r.duplicates, r.known = r.duplicates[:0], r.known[:0]
	if r.candidates.count == 0 {
		return nil, nil
	}
	if r.settings.KeepUsers {
		return r.rememberUsers(batch)
	}
	if !r.settings.UniqueEmail {
		return nil, nil
	}
	c := &r.candidates
	if err := r.open(addresses, &r.stores.addresses); err != nil {
		return nil, err
	}
	keys := Column{view(c.emails), c.ends[:c.count]}
	known, err := r.stores.addresses.PutNew(keys, Column{view(c.numbers), c.numberEnds[:c.count]})
	if err != nil {
		return nil, err
	}
	for i, position := range known.Rows {
		first, ok := number(known.Values.at(i))
		if !ok {
			return nil, &ForeignValue{addresses, keys.at(int(position))}
		}
		r.duplicates = append(r.duplicates, Duplicate{c.rows[position], first})
	}
	r.tally.duplicates += uint64(len(r.duplicates))
	return known.Rows, nil
}

// rememberUsers does the same where users are kept.
func (r *Register) rememberUsers(batch Batch) ([]uint32, error) {
	c := &r.candidates
	if err := r.open(users, &r.stores.users); err != nil {
		return nil, err
	}
	if err := r.beginImport(); err != nil {
		return nil, err
	}
	keys, values := r.users.columns(c, batch, r.stores.number)
	known, err := r.stores.users.PutNew(keys, values)
	if err != nil || !r.settings.UniqueEmail {
		return nil, err
	}
	for i, position := range known.Rows {
		row := c.rows[position]
		acceptedIn, acceptedAs, ok := acceptance(known.Values.at(i))
		if !ok {
			return nil, &ForeignValue{users, keys.at(int(position))}
		}
		if acceptedIn == r.stores.number {
			r.duplicates = append(r.duplicates, Duplicate{row, acceptedAs})
		} else {
			r.known = append(r.known, KnownUser{row, acceptedIn, acceptedAs})
		}
	}
	r.tally.duplicates += uint64(len(r.duplicates))
	r.tally.known += uint64(len(r.known))
	return known.Rows, nil
}

// beginImport gives this import its number, when the first user comes.
func (r *Register) beginImport() error {
	if r.stores.number > 0 {
		return nil
	}
	var store Store
	if err := r.open(imports, &store); err != nil {
		return err
	}
	value, found, err := store.Get(lastImport)
	if err != nil {
		return err
	}
	last := uint64(0)
	if found {
		if last, found = number(value); !found {
			return &ForeignValue{imports, lastImport}
		}
	}
	if err := store.Put(lastImport, strconv.FormatUint(last+1, 10)); err != nil {
		return err
	}
	r.stores.number = last + 1
	return nil
}

// view returns bytes as a string without copying them; they must stay as they are while it is used.
func view(bytes []byte) string {
	return unsafe.String(unsafe.SliceData(bytes), len(bytes))
}
