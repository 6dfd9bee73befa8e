// A stage before the service: the adapter between the generated bindings and package stage.
package main

import (
	"unsafe"

	"go.bytecodealliance.org/cm"

	service "polyglot.example/stage/internal/my/user-service/types"
	userservice "polyglot.example/stage/internal/my/user-service/user-service"
	"polyglot.example/stage/internal/my/user-validator/types"

	"polyglot.example/go-service/callmemory"
	"polyglot.example/stage/stage"
)

func init() {
	userservice.Exports.Configure = configure
	userservice.Exports.CreateUser = createUser
	userservice.Exports.Process = process
	userservice.Exports.Summary = summary
	userservice.Exports.GetUser = getUser
	userservice.Exports.FindByEmail = findByEmail
	userservice.Exports.ListUsers = listUsers
}

func main() {}

// What the service answers: a result, or its error.
type (
	configured = cm.Result[service.ServiceError, struct{}, service.ServiceError]
	created    = cm.Result[userservice.ServiceErrorShape, service.CreateUserResult, service.ServiceError]
	processed  = cm.Result[userservice.OutcomeShape, service.Outcome, service.ServiceError]
	found      = cm.Result[userservice.OptionStoredUserShape, cm.Option[service.StoredUser], service.ServiceError]
	listed     = cm.Result[userservice.ServiceErrorShape, cm.List[service.StoredUser], service.ServiceError]
)

func configure(settings service.Settings) configured {
	defer memory.End()
	return userservice.Configure(settings)
}

func createUser(user types.User) created {
	defer memory.End()
	user.Email = stage.Plain(user.Email)
	return userservice.CreateUser(user)
}

func process(batch types.UserBatch, unreadable cm.List[service.Unreadable]) processed {
	defer memory.End()
	text, ends := stage.Map(batch.Emails.Text, batch.Emails.Ends.Slice(), stage.Plain)
	batch.Emails = types.TextColumn{Text: text, Ends: cm.ToList(ends)}
	return userservice.Process(batch, unreadable)
}

func summary() service.Totals {
	defer memory.End()
	return userservice.Summary()
}

func getUser(id string) found {
	defer memory.End()
	return userservice.GetUser(id)
}

func findByEmail(email string) found {
	defer memory.End()
	return userservice.FindByEmail(stage.Plain(email))
}

func listUsers(after cm.Option[string], limit uint32) listed {
	defer memory.End()
	return userservice.ListUsers(after, limit)
}

// memory is what callers write arguments and results into; ../../go-service/reallocate.go says why it is needed.
var memory callmemory.Memory

//go:wasmexport cabi_realloc
func reallocate(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	return memory.Reallocate(old, uintptr(oldSize), uintptr(align), uintptr(size))
}
