package ledger

import (
	"errors"

	"polyglot.example/go-service/columns"
)

// Storage opens stores by name. A store may outlive the ledger.
type Storage interface {
	Open(name string) (Store, error)
}

// Store maps texts to texts. Its errors are [*StoreError].
type Store interface {
	// Get returns the value of a key, and whether there is one.
	Get(key string) (value string, found bool, err error)
	// Put sets the value of a key, whether or not it exists.
	Put(key, value string) error
	// PutNew adds the keys that don't exist yet, and returns the others with their values. The result is valid until the
	// ledger's next call.
	PutNew(keys, values columns.Column) (Known, error)
	// Scan returns the entries whose keys come after a key, in order; from the first if it is nil.
	Scan(after *string, limit uint32) (keys, values columns.Column, err error)
}

// Known lists the keys of a batch that existed before: their positions, ascending, and their values in the same order.
type Known struct {
	Rows   []uint32
	Values columns.Column
}

// Operation is a call to a store. The order is that of the contract.
type Operation uint8

// The operations.
const (
	OpenStore Operation = iota
	Get
	Put
	PutNew
	Scan
)

// StoreError is a failed operation on a store. The cause is the store's own error, passed on unchanged.
type StoreError struct {
	Operation Operation
	Store     string
	Cause     any
}

func (*StoreError) Error() string { return "the store failed" }

// ForeignValue is the error for a key with a value that no ledger has written.
type ForeignValue struct {
	Store, Key string
}

func (*ForeignValue) Error() string { return "a key holds a foreign value" }

// ErrNotKept is the error when users are requested but aren't kept.
var ErrNotKept = errors.New("users aren't kept")
