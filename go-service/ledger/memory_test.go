package ledger

import (
	"errors"
	"slices"
	"strings"

	"polyglot.example/go-service/columns"
)

// memory is a simple storage of maps. It records the calls, and can fail at one of them.
type memory struct {
	stores map[string]map[string]string
	calls  []string // each is an operation and a store
	failAt int      // from 1; 0 for never
}

var errFull = errors.New("full")

func (m *memory) Open(name string) (Store, error) {
	if err := m.called(OpenStore, name); err != nil {
		return nil, err
	}
	if m.stores == nil {
		m.stores = map[string]map[string]string{}
	}
	if m.stores[name] == nil {
		m.stores[name] = map[string]string{}
	}
	return &shelf{m, name, m.stores[name]}, nil
}

func (m *memory) called(operation Operation, store string) error {
	names := []string{"open-store", "get", "put", "put-new", "scan"}
	m.calls = append(m.calls, names[operation]+" "+store)
	if len(m.calls) == m.failAt {
		return &StoreError{operation, store, errFull}
	}
	return nil
}

// shelf is one of the stores.
type shelf struct {
	memory  *memory
	name    string
	entries map[string]string
}

func (s *shelf) Get(key string) (string, bool, error) {
	value, found := s.entries[key]
	return value, found, s.memory.called(Get, s.name)
}

func (s *shelf) Put(key, value string) error {
	s.entries[strings.Clone(key)] = strings.Clone(value)
	return s.memory.called(Put, s.name)
}

func (s *shelf) PutNew(keys, values columns.Column) (Known, error) {
	var known Known
	for i := range keys.Ends {
		if value, found := s.entries[keys.At(i)]; found {
			known.Rows = append(known.Rows, uint32(i))
			add(&known.Values, value)
		} else {
			s.entries[strings.Clone(keys.At(i))] = strings.Clone(values.At(i))
		}
	}
	return known, s.memory.called(PutNew, s.name)
}

func (s *shelf) Scan(after *string, limit uint32) (keys, values columns.Column, err error) {
	var sorted []string
	for key := range s.entries {
		if after == nil || key > *after {
			sorted = append(sorted, key)
		}
	}
	slices.Sort(sorted)
	for _, key := range sorted[:min(len(sorted), int(limit))] {
		add(&keys, key)
		add(&values, s.entries[key])
	}
	return keys, values, s.memory.called(Scan, s.name)
}

func add(c *columns.Column, value string) {
	c.Text += value
	c.Ends = append(c.Ends, uint32(len(c.Text)))
}

// newLedger returns a ledger with stores of its own.
func newLedger(validator Validator) *Ledger {
	return New(validator, &memory{})
}

// process is Process with a store that must not fail.
func (l *Ledger) process(batch Batch, unreadable []Unreadable) Outcome {
	outcome, err := l.Process(batch, unreadable)
	if err != nil {
		panic(err)
	}
	return outcome
}

// createUser is CreateUser with a store that must not fail.
func (l *Ledger) createUser(name, email string, age uint32) Result {
	result, err := l.CreateUser(name, email, age)
	if err != nil {
		panic(err)
	}
	return result
}
