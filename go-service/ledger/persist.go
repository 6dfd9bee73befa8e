package ledger

import (
	"strconv"

	"polyglot.example/go-service/columns"
)

// The names of the stores. Each has one kind of key and one kind of value.
const (
	// addresses maps an address, as in canonical.go, to the number of the record that was accepted with it. A run without stored
	// users needs no more, and each byte here costs a byte of memory per user.
	addresses = "addresses"
	// users maps an id and address to a user: see users.go.
	users = "users"
	// imports has the number of the last import under one key.
	imports    = "imports"
	lastImport = "last"
)

// stores are the handles of the stores that have been opened.
type stores struct {
	addresses, users Store
	// number is the number of this import, from 1; 0 before it has one.
	number uint64
}

// open opens a store unless it is open already.
func (l *Ledger) open(name string, store *Store) error {
	if *store != nil {
		return nil
	}
	opened, err := l.storage.Open(name)
	*store = opened
	return err
}

// persist writes the candidates to the store. It returns the positions of the candidates whose address was there already,
// and lists those as duplicates or known users.
func (l *Ledger) persist(batch Batch) (taken []uint32, err error) {
	l.duplicates, l.known = l.duplicates[:0], l.known[:0]
	switch {
	case len(l.candidates.rows) == 0:
		return nil, nil
	case l.settings.KeepUsers:
		return l.persistUsers(batch)
	case l.settings.UniqueEmail:
		return l.persistAddresses()
	default:
		return nil, nil
	}
}

func (l *Ledger) persistAddresses() ([]uint32, error) {
	c := &l.candidates
	if err := l.open(addresses, &l.stores.addresses); err != nil {
		return nil, err
	}
	keys := c.emails.Column()
	known, err := l.stores.addresses.PutNew(keys, c.numbers.Column())
	if err != nil {
		return nil, err
	}
	for i, position := range known.Rows {
		first, ok := columns.Number(known.Values.At(i))
		if !ok {
			return nil, &ForeignValue{addresses, keys.At(int(position))}
		}
		l.duplicates = append(l.duplicates, Duplicate{c.rows[position], first})
	}
	return known.Rows, nil
}

func (l *Ledger) persistUsers(batch Batch) ([]uint32, error) {
	c := &l.candidates
	if err := l.open(users, &l.stores.users); err != nil {
		return nil, err
	}
	if err := l.beginImport(); err != nil {
		return nil, err
	}
	keys, values := l.users.columns(c, batch, l.stores.number)
	known, err := l.stores.users.PutNew(keys, values)
	if err != nil || !l.settings.UniqueEmail {
		return nil, err
	}
	for i, position := range known.Rows {
		row := c.rows[position]
		acceptedIn, acceptedAs, ok := acceptance(known.Values.At(i))
		if !ok {
			return nil, &ForeignValue{users, keys.At(int(position))}
		}
		if acceptedIn == l.stores.number {
			l.duplicates = append(l.duplicates, Duplicate{row, acceptedAs})
		} else {
			l.known = append(l.known, KnownUser{row, acceptedIn, acceptedAs})
		}
	}
	return known.Rows, nil
}

// beginImport gives this import its number, before its first user is written.
func (l *Ledger) beginImport() error {
	if l.stores.number > 0 {
		return nil
	}
	var store Store
	if err := l.open(imports, &store); err != nil {
		return err
	}
	value, found, err := store.Get(lastImport)
	if err != nil {
		return err
	}
	last := uint64(0)
	if found {
		if last, found = columns.Number(value); !found {
			return &ForeignValue{imports, lastImport}
		}
	}
	if err := store.Put(lastImport, strconv.FormatUint(last+1, 10)); err != nil {
		return err
	}
	l.stores.number = last + 1
	return nil
}
