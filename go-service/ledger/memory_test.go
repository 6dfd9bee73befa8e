package ledger

import (
	"errors"
	"slices"
	"strings"
)

// memory is stores in the plainest words: maps. It counts what it is asked, and can fail at one call.
type memory struct {
	stores map[string]map[string]string
	calls  []string // an operation and a store each
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

func (s *shelf) PutNew(keys, values Column) (Known, error) {
	var known Known
	for i := range keys.Ends {
		if value, found := s.entries[keys.at(i)]; found {
			known.Rows = append(known.Rows, uint32(i))
			known.Values.add(value)
		} else {
			s.entries[strings.Clone(keys.at(i))] = strings.Clone(values.at(i))
		}
	}
	return known, s.memory.called(PutNew, s.name)
}

func (s *shelf) Scan(after *string, limit uint32) (keys, values Column, err error) {
	var sorted []string
	for key := range s.entries {
		if after == nil || key > *after {
			sorted = append(sorted, key)
		}
	}
	slices.Sort(sorted)
	for _, key := range sorted[:min(len(sorted), int(limit))] {
		keys.add(key)
		values.add(s.entries[key])
	}
	return keys, values, s.memory.called(Scan, s.name)
}

func (c *Column) add(value string) {
	c.Text += value
	c.Ends = append(c.Ends, uint32(len(c.Text)))
}

// newRegister returns a register with stores of its own.
func newRegister(validator Validator) *Register {
	return New(validator, &memory{})
}

// process is Process where the store is not to fail.
func (r *Register) process(batch Batch, unreadable []Unreadable) Outcome {
	outcome, err := r.Process(batch, unreadable)
	if err != nil {
		panic(err)
	}
	return outcome
}

// createUser is CreateUser where the store is not to fail.
func (r *Register) createUser(name, email string, age uint32) Result {
	result, err := r.CreateUser(name, email, age)
	if err != nil {
		panic(err)
	}
	return result
}
