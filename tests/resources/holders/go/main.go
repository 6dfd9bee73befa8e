// A holder in Go. A handle is a number: neither the compiler nor the garbage collector knows when it ends. So its owner
// must call ResourceDrop, and so must a borrower.
package main

import (
	"go.bytecodealliance.org/cm"

	"polyglot.example/ledger/internal/holding/my/ledger/holder"
	"polyglot.example/ledger/internal/holding/my/ledger/sessions"
)

type (
	sum  = cm.Result[uint64, uint64, sessions.SessionError]
	done = cm.Result[sessions.SessionError, struct{}, sessions.SessionError]
)

var (
	held []sessions.Session
	kept sessions.Session
)

func init() {
	holder.Exports.Hold = hold
	holder.Exports.Take = func(given sessions.Session) { held = append(held, given) }
	holder.Exports.DropAll = dropAll
	holder.Exports.Rounds = rounds
	holder.Exports.AddTo = addTo
	holder.Exports.UseAfterClose = useAfterClose
	holder.Exports.CloseTwice = closeTwice
	holder.Exports.UseAfterDrop = useAfterDrop
	holder.Exports.DropTwice = dropTwice
	holder.Exports.BreakDown = func() { sessions.SessionOpen().BreakDown() }
	holder.Exports.KeepLent = func(lent cm.Rep) { kept = sessions.Session(lent) }
	holder.Exports.UseKept = func() sum { return kept.Add(1) }
}

func main() {}

func hold(count uint32) {
	for range count {
		held = append(held, sessions.SessionOpen())
	}
}

func dropAll() {
	for _, session := range held {
		session.ResourceDrop()
	}
	held = nil
}

func rounds(count uint32) (highest uint32) {
	for range count {
		session := sessions.SessionOpen()
		session.Add(1)
		highest = max(highest, uint32(session))
		session.ResourceDrop()
	}
	return highest
}

// addTo receives a Rep from the bindings, which is the handle's number too.
func addTo(lent cm.Rep, amount uint64) sum {
	session := sessions.Session(lent)
	defer session.ResourceDrop()
	return session.Add(amount)
}

func useAfterClose() sum {
	session := sessions.SessionOpen()
	defer session.ResourceDrop()
	session.Close()
	return session.Add(1)
}

func closeTwice() done {
	session := sessions.SessionOpen()
	defer session.ResourceDrop()
	session.Close()
	return session.Close()
}

func useAfterDrop() {
	session := sessions.SessionOpen()
	session.ResourceDrop()
	session.Add(1)
}

func dropTwice() {
	session := sessions.SessionOpen()
	session.ResourceDrop()
	session.ResourceDrop()
}
