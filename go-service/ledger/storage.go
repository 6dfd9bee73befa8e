package ledger

import "errors"

// Storage opens stores by name; they outlive the register, or don't: it can't tell.
type Storage interface {
	Open(name string) (Store, error)
}

// Store holds text under text. Errors are a [*StoreError].
type Store interface {
	// Get returns the value of a key, and whether there is one.
	Get(key string) (value string, found bool, err error)
	// Put sets the value of a key, whether it is there or not.
	Put(key, value string) error
	// PutNew adds those keys that aren't there, and returns which were, and what they hold. What it returns is valid
	// until the next call of the register.
	PutNew(keys, values Column) (Known, error)
	// Scan returns entries whose keys come after one, in order; from the first, where it is nil.
	Scan(after *string, limit uint32) (keys, values Column, err error)
}

// Known is which keys of a batch were there before: their positions, ascending, and their values in the same order.
type Known struct {
	Rows   []uint32
	Values Column
}

// Operation is what was asked of a store. The order is that of the contract.
type Operation uint8

// The operations.
const (
	OpenStore Operation = iota
	Get
	Put
	PutNew
	Scan
)

// StoreError says what was asked of which store, and why it failed; the cause is the store's own, passed on as it is.
type StoreError struct {
	Operation Operation
	Store     string
	Cause     any
}

func (*StoreError) Error() string { return "the store failed" }

// ForeignValue says that a key holds what no register has written.
type ForeignValue struct {
	Store, Key string
}

func (*ForeignValue) Error() string { return "a key holds a foreign value" }

// ErrNotKept is the answer to a question for users, where none are kept.
var ErrNotKept = errors.New("users aren't kept")

// at returns a value of a column.
func (c Column) at(i int) string {
	start := uint32(0)
	if i > 0 {
		start = c.Ends[i-1]
	}
	return c.Text[start:c.Ends[i]]
}
