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

func configure(settings service.Settings) cm.Result[service.ServiceError, struct{}, service.ServiceError] {
	defer memory.End()
	return userservice.Configure(settings)
}

func createUser(user types.User) cm.Result[userservice.ServiceErrorShape_, service.CreateUserResult, service.ServiceError] {
	defer memory.End()
	user.Email = stage.Plain(user.Email)
	return pass[userservice.ServiceErrorShape_](userservice.CreateUser(user))
}

func process(batch types.UserBatch, unreadable cm.List[service.Unreadable]) cm.Result[userservice.OutcomeShape_, service.Outcome, service.ServiceError] {
	defer memory.End()
	text, ends := stage.Map(batch.Emails.Text, batch.Emails.Ends.Slice(), stage.Plain)
	batch.Emails = types.TextColumn{Text: text, Ends: cm.ToList(ends)}
	return pass[userservice.OutcomeShape_](userservice.Process(batch, unreadable))
}

func summary() service.Totals {
	defer memory.End()
	return userservice.Summary()
}

func getUser(id string) cm.Result[userservice.OptionStoredUserShape_, cm.Option[service.StoredUser], service.ServiceError] {
	defer memory.End()
	return pass[userservice.OptionStoredUserShape_](userservice.GetUser(id))
}

func findByEmail(email string) cm.Result[userservice.OptionStoredUserShape_, cm.Option[service.StoredUser], service.ServiceError] {
	defer memory.End()
	return pass[userservice.OptionStoredUserShape_](userservice.FindByEmail(stage.Plain(email)))
}

func listUsers(after cm.Option[string], limit uint32) cm.Result[userservice.ServiceErrorShape_, cm.List[service.StoredUser], service.ServiceError] {
	defer memory.End()
	return pass[userservice.ServiceErrorShape_](userservice.ListUsers(after, limit))
}

// pass converts a result: the generator has one type for it as an import, and another as an export.
func pass[To, From, OK any](result cm.Result[From, OK, service.ServiceError]) cm.Result[To, OK, service.ServiceError] {
	if failed := result.Err(); failed != nil {
		return cm.Err[cm.Result[To, OK, service.ServiceError]](*failed)
	}
	return cm.OK[cm.Result[To, OK, service.ServiceError]](*result.OK())
}

// memory is the memory that callers write arguments and results into; ../../go-service/reallocate.go explains why.
var memory callmemory.Memory

//go:wasmexport cabi_realloc
func reallocate(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	return memory.Reallocate(old, uintptr(oldSize), uintptr(align), uintptr(size))
}
