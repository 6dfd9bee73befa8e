// A maker in Go: a session is a slot of a slice, and the destructor frees the slot. Only the slot's number is passed
// on, since the garbage collector couldn't see a pointer.
package main

import (
	"go.bytecodealliance.org/cm"

	"polyglot.example/ledger/internal/maker/my/ledger/sessions"
)

type ledger struct {
	sum    uint64
	closed bool
}

// No session has the number 0, which jco treats as no session.
var (
	ledgers = make([]ledger, 1)
	free    []cm.Rep
	counts  sessions.Counts
)

func init() {
	sessions.Exports.Session.Open = open
	sessions.Exports.Session.Destructor = drop
	sessions.Exports.Session.Add = add
	sessions.Exports.Session.Close = end
	sessions.Exports.Session.BreakDown = func(cm.Rep) { panic("a defect of the maker's") }
	sessions.Exports.Count = func() sessions.Counts { return counts }
}

func main() {}

func open() sessions.Session {
	counts.Constructed++
	slot := cm.Rep(len(ledgers))
	if last := len(free) - 1; last >= 0 {
		slot, free = free[last], free[:last]
		ledgers[slot] = ledger{}
	} else {
		ledgers = append(ledgers, ledger{})
	}
	return sessions.SessionResourceNew(slot)
}

func drop(slot cm.Rep) {
	counts.Dropped++
	free = append(free, slot)
}

func add(slot cm.Rep, amount uint64) (result cm.Result[uint64, uint64, sessions.SessionError]) {
	ledger := &ledgers[slot]
	if ledger.closed {
		result.SetErr(sessions.SessionErrorClosed)
		return
	}
	ledger.sum += amount
	result.SetOK(ledger.sum)
	return
}

func end(slot cm.Rep) (result cm.Result[sessions.SessionError, struct{}, sessions.SessionError]) {
	ledger := &ledgers[slot]
	if ledger.closed {
		result.SetErr(sessions.SessionErrorClosed)
		return
	}
	ledger.closed = true
	return
}
